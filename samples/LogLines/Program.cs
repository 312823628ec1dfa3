// Prints the most surprising lines of a log, the most surprising first: dotnet run -- MODEL.onnx FILE [COUNT]
//
// Train the model on logs of good days (charrnn train --unit line --corpus good-days.log). Lines that it has often seen cost few bits per
// character, lines that it has never seen cost many.
using System.Globalization;
using CharRnn;
using CharRnn.MlNetExtensions;
using Microsoft.ML;
using Microsoft.ML.Data;

int count = 10;
if (args.Length is < 2 or > 3 || (args.Length == 3 && !int.TryParse(args[2], CultureInfo.InvariantCulture, out count)))
{
    Console.Error.WriteLine("usage: LogLines MODEL.onnx FILE [COUNT]");
    return 2;
}

MLContext mlContext = new();
try
{
    // Lines are read while they are scored. Only the lines to print are kept in memory.
    IDataView lines = mlContext.Data.LoadFromEnumerable(File.ReadLines(args[1]).Where(line => line != "").Select(line => new Line { Text = line }));
    LikelihoodOptions options = new() { Measures = [LikelihoodMeasure.BitsPerCharacter], SeparateColumns = true };
    using LikelihoodTransformer scorer = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", args[0], options).Fit(lines);
    PriorityQueue<ScoredLine, float> mostSurprising = new();
    foreach (ScoredLine line in mlContext.Data.CreateEnumerable<ScoredLine>(scorer.Transform(lines), reuseRowObject: false))
    {
        mostSurprising.Enqueue(line, line.Bits);
        if (mostSurprising.Count > count)
        {
            mostSurprising.Dequeue();
        }
    }

    Stack<ScoredLine> ranked = new();
    while (mostSurprising.TryDequeue(out ScoredLine? line, out _))
    {
        ranked.Push(line);
    }

    foreach (ScoredLine line in ranked)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line.Bits:F2}\t{line.Text}"));
    }

    return 0;
}
catch (Exception exception) when (exception is CharRnnException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

internal sealed class Line
{
    public string Text { get; set; } = "";
}

internal sealed class ScoredLine
{
    public string Text { get; set; } = "";

    [ColumnName("Score_BitsPerCharacter")]
    public float Bits { get; set; }
}
