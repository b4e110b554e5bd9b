"""Everything that the HTTP API needs while the server runs, made once and ended with it."""

from webapp.api.jobs.image_processor import ImageProcessor
from webapp.api.jobs.runner import JobRunner, jobs_at_once
from webapp.api.jobs.store import JobStore
from webapp.api.uploads.receiver import UploadReceiver
from webapp.api.uploads.storage import MediaStorage
from webapp.scheduler.worker_pool import WorkerPool
from webapp.settings import ServerSettings


class MediaService:
    """Raises MediaStorageError where no folder for uploads can be made."""

    def __init__(self, settings: ServerSettings, pool: WorkerPool) -> None:
        self.settings = settings
        self.folder = MediaStorage(settings.media_disk)
        self.uploads = UploadReceiver(self.folder)
        self.pictures = ImageProcessor(pool, self.folder)
        self.jobs = JobStore(settings.keep_results_s)
        self.runner = JobRunner(self.jobs, pool, self.folder, jobs_at_once(settings.workers))

    def start(self) -> None:
        self.runner.start()

    def stop(self) -> None:
        """End what is in work, and remove everything."""
        self.pictures.stop()
        self.runner.stop()
        self.folder.close()
