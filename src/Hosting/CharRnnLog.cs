using CharRnn.Inference;
using Microsoft.Extensions.Logging;

namespace CharRnn.Hosting;

/// <summary>What a model and its scheduler log.</summary>
internal static partial class CharRnnLog
{
    [LoggerMessage(1, LogLevel.Information, "Model {Model} loaded from {Path} in {Milliseconds:0} ms, to run on {ExecutionProvider}.")]
    public static partial void ModelLoaded(this ILogger logger, string model, string path, double milliseconds, ExecutionProvider executionProvider);

    [LoggerMessage(2, LogLevel.Warning, "Model {Model}: {Warning}")]
    public static partial void ModelWarning(this ILogger logger, string model, string warning);

    [LoggerMessage(3, LogLevel.Warning, "The queue of model {Model} is full: {QueueLength} requests are waiting. More are rejected; this is logged again after the queue has been empty.")]
    public static partial void QueueFull(this ILogger logger, string model, int queueLength);

    [LoggerMessage(4, LogLevel.Error, "A run of model {Model} failed, and with it {Texts} texts.")]
    public static partial void RunFailed(this ILogger logger, Exception exception, string model, int texts);

    [LoggerMessage(5, LogLevel.Critical, "The scheduler of model {Model} has stopped; it takes no more requests.")]
    public static partial void SchedulerStopped(this ILogger logger, Exception exception, string model);

    [LoggerMessage(6, LogLevel.Error, "Model {Model} could not be reloaded; the one before stays in use.")]
    public static partial void ReloadFailed(this ILogger logger, Exception exception, string model);
}
