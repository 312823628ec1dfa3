using Microsoft.ML.Transforms.Onnx;

namespace Microsoft.ML;

public static class OnnxCatalog
{
    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog,
        string[] outputColumnNames,
        string[] inputColumnNames,
        string modelFile,
        IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return gpuDeviceId is null
            ? new OnnxScoringEstimator(new OnnxTransformer(outputColumnNames, inputColumnNames, modelFile, shapeDictionary))
            : throw new NotSupportedException("compat/Microsoft.ML.OnnxTransformer runs models on the processor only.");
    }

    /// <summary>Upstream's two overloads differ in what may be left out, so that a call which leaves all of it out is ambiguous.</summary>
    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog,
        string[] outputColumnNames,
        string[] inputColumnNames,
        string modelFile,
        IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false,
        int recursionLimit = 100) =>
        ApplyOnnxModel(catalog, outputColumnNames, inputColumnNames, modelFile, shapeDictionary, gpuDeviceId, fallbackToCpu);
}
