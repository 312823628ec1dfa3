// Learns to add numbers of up to three digits from lines such as 12+34=46, and is asked sums that it has not seen.
//
//   dotnet run -c Release -- [LINES [PASSES [MODEL.onnx]]]    LINES to learn (45,000), in that many passes (12); 5,000 other sums are the test
//
// Numbers are not padded. The network reads the question backwards, as one adds on paper: the digits that carry come first.
using System.Diagnostics;
using System.Globalization;
using CharRnn;
using CharRnn.Export;
using CharRnn.Inference;

(int lines, int passes) = (45_000, 12);
if (args.Length > 3 || (args.Length > 0 && !IsCount(args[0], out lines)) || (args.Length > 1 && !IsCount(args[1], out passes)))
{
    Console.Error.WriteLine("usage: Addition [LINES [PASSES [MODEL.onnx]]]");
    return 2;
}

try
{
    Sums sums = Sums.Draw(lines, test: 5_000);
    Stopwatch watch = Stopwatch.StartNew();
    WeightsFile weights = Learner.Learn(sums.ToLearn, passes);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lines:N0} sums learnt in {watch.Elapsed.TotalSeconds:F0} seconds\n"));
    if (args.Length > 2)
    {
        OnnxExporter.Export(weights, args[2]);
    }

    using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(weights));
    TextAnswerer answerer = new(model);
    int exact = 0;
    foreach ((Sum sum, TextAnswer answer) in answerer.Answer(sums.Test, sum => sum.Question))
    {
        exact += answer.Text == sum.Answer ? 1 : 0;
    }

    foreach ((Sum sum, TextAnswer answer) in answerer.Answer(sums.Test.Take(10), sum => sum.Question))
    {
        Console.WriteLine($"{sum.Question} = {answer.Text}{(answer.Text == sum.Answer ? "" : $", not {sum.Answer}")}");
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{exact:N0} of {sums.Test.Count:N0} unseen sums exact, {100.0 * exact / sums.Test.Count:F2} %"));
    return 0;
}
catch (CharRnnException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

static bool IsCount(string text, out int count) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is > 0 and <= 400_000;
