using System.Diagnostics;
using CharRnn.Inference;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CharRnn.Hosting;

/// <summary>Loads models as their options say, and logs it.</summary>
/// <param name="source">Finds them.</param>
/// <param name="logger">Of what models log.</param>
/// <param name="schedulerLogger">Of what schedulers log.</param>
/// <param name="application">The host's lifetime; null where the services have no host.</param>
internal sealed class ModelLoader(ModelSource source, ILogger<CharRnnModel> logger, ILogger<GenerationScheduler> schedulerLogger, IHostApplicationLifetime? application)
{
    /// <summary>Loads a model.</summary>
    /// <param name="name">Its name among the services.</param>
    /// <param name="options">Its options.</param>
    public LoadedModel Load(string name, CharRnnOptions options)
    {
        CharRnnModelOptions modelOptions = options.Model.Copy();
        string modelName = NameOf(name, options);
        modelOptions.Name = modelName;
        modelOptions.OnWarning += warning => logger.ModelWarning(modelName, warning);
        long start = Stopwatch.GetTimestamp();
        CharRnnModel model = source.Load(options, modelOptions);
        LoadedModel loaded = new(model, options, new SchedulerLog(schedulerLogger, modelName), application?.ApplicationStopping ?? default);
        logger.ModelLoaded(modelName, source.Describe(options), Stopwatch.GetElapsedTime(start).TotalMilliseconds, model.ExecutionProvider);
        return loaded;
    }

    /// <summary>Returns the path of the file to watch; null if there is none.</summary>
    public string? FileOf(CharRnnOptions options) => options.OpenModel is null ? source.FullPath(options.ModelPath) : null;

    public void LogFailedReload(Exception exception, string modelName) => logger.ReloadFailed(exception, modelName);

    private static string NameOf(string name, CharRnnOptions options) => options.Model.Name
        ?? (name.Length > 0 ? name : options.OpenModel is null ? Path.GetFileNameWithoutExtension(options.ModelPath) : "CharRnn");
}
