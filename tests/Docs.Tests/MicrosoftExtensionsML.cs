using Microsoft.Extensions.Options;
using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>
/// What a guide uses of the package Microsoft.Extensions.ML, by the same steps on plain ML.NET: the context of the options, once they are
/// configured, loads the file.
/// </summary>
internal sealed class MLOptions
{
    public MLContext MLContext { get; set; } = new();
}

internal static class PredictionEnginePools
{
    public static PredictionEnginePoolBuilder<TData, TPrediction> AddPredictionEnginePool<TData, TPrediction>(this IServiceCollection services)
        where TData : class
        where TPrediction : class, new() => new(services);
}

internal sealed class PredictionEnginePoolBuilder<TData, TPrediction>(IServiceCollection services)
    where TData : class
    where TPrediction : class, new()
{
    public void FromFile(string filePath) => services.AddSingleton(provider =>
        new PredictionEnginePool<TData, TPrediction>(provider.GetRequiredService<IOptions<MLOptions>>().Value.MLContext, filePath));
}

internal sealed class PredictionEnginePool<TData, TPrediction> : IDisposable
    where TData : class
    where TPrediction : class, new()
{
    private readonly PredictionEngine<TData, TPrediction> engine;

    public PredictionEnginePool(MLContext mlContext, string filePath)
    {
        using FileStream file = File.OpenRead(filePath);
        engine = mlContext.Model.CreatePredictionEngine<TData, TPrediction>(mlContext.Model.Load(file, out _));
    }

    public TPrediction Predict(TData example)
    {
        lock (engine)
        {
            return engine.Predict(example);
        }
    }

    public void Dispose() => engine.Dispose();
}
