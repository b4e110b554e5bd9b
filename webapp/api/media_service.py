"""Everything that the HTTP API needs while the server runs, made once and ended with it."""

from webapp.api.media_folder import MediaFolder
from webapp.api.picture_desk import PictureDesk
from webapp.api.uploads import UploadDesk
from webapp.settings import ServerSettings
from webapp.worker_pool import WorkerPool


class MediaService:
    """Raises MediaFolderError where no folder for uploads can be made."""

    def __init__(self, settings: ServerSettings, pool: WorkerPool) -> None:
        self.settings = settings
        self.folder = MediaFolder(settings.media_disk)
        self.uploads = UploadDesk(self.folder)
        self.pictures = PictureDesk(pool, self.folder)

    def stop(self) -> None:
        """End what is in work, and remove everything."""
        self.pictures.stop()
        self.folder.close()
