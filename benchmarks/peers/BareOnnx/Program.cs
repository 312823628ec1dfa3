// The least that anybody does: opens the same ONNX file with the same settings, runs it once, and prints the likeliest id.
using Microsoft.ML.OnnxRuntime;

using SessionOptions options = new() { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
using InferenceSession session = new(args[0], options);
int[] state = session.InputMetadata["h_in"].Dimensions; // [layers, batch, hidden]
long[] shape = [state[0], 1, state[2]];
using OrtValue ids = OrtValue.CreateTensorValueFromMemory(new long[1], [1, 1]);
using OrtValue hidden = OrtValue.CreateTensorValueFromMemory(new float[state[0] * state[2]], shape);
using OrtValue cell = OrtValue.CreateTensorValueFromMemory(new float[state[0] * state[2]], shape);
using RunOptions runOptions = new();
using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(runOptions, ["input_ids", "h_in", "c_in"], [ids, hidden, cell], ["logits", "h_out", "c_out"]);
ReadOnlySpan<float> logits = outputs[0].GetTensorDataAsSpan<float>();
int likeliest = 0;
for (int id = 1; id < logits.Length; id++)
{
    likeliest = logits[id] > logits[likeliest] ? id : likeliest;
}

Console.WriteLine(likeliest);
