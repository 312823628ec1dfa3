using CharRnn.Inference;
using Microsoft.Extensions.Logging;

namespace CharRnn.Hosting;

/// <summary>Logs what a scheduler reports.</summary>
internal sealed class SchedulerLog(ILogger logger, string model) : ISchedulerObserver
{
    public void OnQueueFull(int waiting) => logger.QueueFull(model, waiting);

    public void OnRunFailed(Exception exception, int texts) => logger.RunFailed(exception, model, texts);

    public void OnStopped(Exception exception) => logger.SchedulerStopped(exception, model);
}
