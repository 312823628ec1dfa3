using Microsoft.ML.OnnxRuntime;

namespace CharRnn.Integration.Tests;

/// <summary>An exported model in bare ONNX Runtime, its states carried by hand.</summary>
internal sealed class OnnxRun : IDisposable
{
    private readonly InferenceSession session;
    private readonly ModelDescription description;
    private readonly RunOptions runOptions = new();

    public OnnxRun(byte[] onnx, ModelDescription description, GraphOptimizationLevel level = GraphOptimizationLevel.ORT_ENABLE_ALL)
    {
        using SessionOptions options = new() { GraphOptimizationLevel = level };
        session = new InferenceSession(onnx, options);
        this.description = description;
    }

    public string[] States => description.HasCellState ? ["h", "c"] : ["h"];

    /// <summary>The zero state of some rows: h and, for an LSTM, c, each [layers, batch, hidden].</summary>
    public float[][] Zero(int batch) => [.. States.Select(_ => new float[description.Layers * batch * description.StateSize])];

    /// <param name="ids">[batch, sequence].</param>
    /// <param name="batch">Rows.</param>
    /// <param name="states">Before; replaced by those after.</param>
    /// <returns>Logits [batch, sequence, vocabulary].</returns>
    public float[] Read(int[] ids, int batch, float[][] states)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(ids, id => (long)id), [batch, ids.Length / batch]);
        long[] shape = [description.Layers, batch, description.StateSize];
        OrtValue[] before = [.. states.Select(state => OrtValue.CreateTensorValueFromMemory(state, shape))];
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
            runOptions, ["input_ids", .. States.Select(state => $"{state}_in")], [input, .. before], ["logits", .. States.Select(state => $"{state}_out")]);
        for (int i = 0; i < states.Length; i++)
        {
            states[i] = outputs[i + 1].GetTensorDataAsSpan<float>().ToArray();
            before[i].Dispose();
        }

        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>A whole generation, of a file that has one.</summary>
    /// <returns>The ids drawn.</returns>
    public int[] Generate(int[] prompt, float[] uniforms, double temperature, int topK, float[][] states)
    {
        long[] shape = [description.Layers, 1, description.StateSize];
        OrtValue[] inputs =
        [
            OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(prompt, id => (long)id), [1, prompt.Length]),
            OrtValue.CreateTensorValueFromMemory(uniforms, [uniforms.Length]),
            OrtValue.CreateTensorValueFromMemory([temperature], []),
            OrtValue.CreateTensorValueFromMemory([(long)topK], []),
            .. states.Select(state => OrtValue.CreateTensorValueFromMemory(state, shape)),
        ];
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
            runOptions,
            ["prompt_ids", "uniforms", "temperature", "top_k", .. States.Select(state => $"{state}_in")],
            inputs,
            ["generated_ids", .. States.Select(state => $"{state}_out")]);
        for (int i = 0; i < states.Length; i++)
        {
            states[i] = outputs[i + 1].GetTensorDataAsSpan<float>().ToArray();
        }

        Array.ForEach(inputs, input => input.Dispose());
        return Array.ConvertAll(outputs[0].GetTensorDataAsSpan<long>().ToArray(), id => (int)id);
    }

    public void Dispose()
    {
        runOptions.Dispose();
        session.Dispose();
    }
}
