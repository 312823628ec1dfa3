using CharRnn.Inference;
using Microsoft.ML.OnnxRuntime;

namespace CharRnn.Benchmarks;

/// <summary>
/// The peer of scoring: only the model's runs, on one thread, over batches that were made before: sorted by length within a look-ahead,
/// padded, and cut into equal chunks, as the scorer does.
/// </summary>
internal sealed class RawOnnxScorer : IDisposable
{
    private const int LookAheadBatches = 8;
    private const int LongestChunk = 128;

    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly ModelDescription description;
    private readonly List<(int Rows, int Length, long[] Ids)> chunks = [];

    public RawOnnxScorer(byte[] onnx, CharRnnModel model, string[] sentences, int batchSize)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        session = new InferenceSession(onnx, options);
        description = model.Description;
        foreach (string[] lookAhead in sentences.Chunk(batchSize * LookAheadBatches))
        {
            int[][] encoded = [.. lookAhead.Select(sentence => model.Vocabulary.Encode(sentence, UnknownPolicy.Floor).Ids).OrderBy(ids => ids.Length)];
            foreach (int[][] batch in encoded.Chunk(batchSize))
            {
                int longest = batch[^1].Length;
                int count = (int)Math.Ceiling(longest / (double)LongestChunk);
                int length = (int)Math.Ceiling(longest / (double)count);
                for (int from = 0; from < longest; from += length)
                {
                    chunks.Add((batch.Length, length, [.. batch.SelectMany(ids => Enumerable.Range(from, length).Select(at => at < ids.Length ? (long)ids[at] : 0))]));
                }
            }
        }
    }

    public void Run(CancellationToken cancellation)
    {
        foreach ((int rows, int length, long[] ids) in chunks)
        {
            cancellation.ThrowIfCancellationRequested();
            long[] stateShape = [description.Layers, rows, description.HiddenSize];
            float[] state = new float[description.Layers * rows * description.HiddenSize];
            using OrtValue idsValue = OrtValue.CreateTensorValueFromMemory(ids, [rows, length]);
            using OrtValue hidden = OrtValue.CreateTensorValueFromMemory(state, stateShape);
            using OrtValue cell = OrtValue.CreateTensorValueFromMemory(state, stateShape);
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(runOptions, ["input_ids", "h_in", "c_in"], [idsValue, hidden, cell], ["logits", "h_out", "c_out"]);
        }
    }

    public void Dispose()
    {
        session.Dispose();
        runOptions.Dispose();
    }
}
