using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CharRnn.Benchmarks;

/// <summary>The peer of sampling: ONNX Runtime's C# API used as its examples do, with new tensors every step.</summary>
internal sealed class PlainOnnxSampler : IDisposable
{
    private readonly InferenceSession session;
    private readonly Sampler sampler;
    private readonly RandomSource random = new(1);
    private DenseTensor<float> hidden;
    private DenseTensor<float> cell;
    private int id;

    public PlainOnnxSampler(byte[] onnx, ModelDescription description, SamplingOptions options)
    {
        using SessionOptions sessionOptions = new() { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        session = new InferenceSession(onnx, sessionOptions);
        sampler = new Sampler(description.VocabularySize, options);
        int[] shape = [description.Layers, 1, description.HiddenSize];
        hidden = new DenseTensor<float>(shape);
        cell = new DenseTensor<float>(shape);
    }

    public void Next()
    {
        NamedOnnxValue[] inputs =
        [
            NamedOnnxValue.CreateFromTensor("input_ids", new DenseTensor<long>(new long[] { id }, [1, 1])),
            NamedOnnxValue.CreateFromTensor("h_in", hidden),
            NamedOnnxValue.CreateFromTensor("c_in", cell),
        ];
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs = session.Run(inputs);
        float[] logits = outputs.First(output => output.Name == "logits").AsTensor<float>().ToArray();
        hidden = outputs.First(output => output.Name == "h_out").AsTensor<float>().ToDenseTensor();
        cell = outputs.First(output => output.Name == "c_out").AsTensor<float>().ToDenseTensor();
        id = sampler.Choose(logits, random.NextDouble());
    }

    public void Dispose() => session.Dispose();
}
