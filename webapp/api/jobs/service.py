"""Builds the parts of the HTTP API that live as long as the server, and ends them."""

from webapp.api.jobs.image_processor import ImageProcessor
from webapp.api.jobs.runner import JobRunner, jobs_at_once
from webapp.api.jobs.store import JobStore
from webapp.api.uploads.receiver import UploadReceiver
from webapp.api.uploads.storage import MediaStorage
from webapp.scheduler.worker_pool import WorkerPool
from webapp.settings import ServerSettings


class MediaService:
    """The storage, and all that works with it. Raises MediaStorageError if no folder for uploads can be made."""

    def __init__(self, settings: ServerSettings, pool: WorkerPool) -> None:
        self.settings = settings
        self.storage = MediaStorage(settings.media_disk)
        self.uploads = UploadReceiver(self.storage)
        self.images = ImageProcessor(pool, self.storage)
        self.jobs = JobStore(settings.keep_results_s)
        self.runner = JobRunner(self.jobs, pool, self.storage, jobs_at_once(settings.workers))

    def start(self) -> None:
        self.runner.start()

    def stop(self) -> None:
        """End the picture and the jobs in work, and remove all files."""
        self.images.stop()
        self.runner.stop()
        self.storage.close()
