// Tells gibberish from sense by the bits per character that a model needs.
//
//   dotnet run -- fit LABELLED.tsv MODEL.onnx PIPELINE.zip    picks the threshold from labelled lines ("good<tab>text", "bad<tab>text")
//                                                             and saves the pipeline with the model in it
//   dotnet run -- mark PIPELINE.zip THRESHOLD                 marks the lines of standard input; needs no other file
//
// Any model works; a line model (charrnn train --unit line --corpus lines.txt) works best. labelled.tsv has 200 lines of the documentation
// of .NET and 200 damaged ones, for models/dotnet-docs-lines.onnx, which was trained on other lines of it.
using System.Globalization;
using CharRnn;
using CharRnn.MlNetExtensions;
using Microsoft.ML;
using Microsoft.ML.Data;

MLContext mlContext = new();
try
{
    return args switch
    {
        ["fit", string labelled, string model, string pipeline] => Fit(labelled, model, pipeline),
        ["mark", string pipeline, string threshold] => Mark(pipeline, float.Parse(threshold, NumberStyles.Float, CultureInfo.InvariantCulture)),
        _ => Usage(),
    };
}
catch (Exception exception) when (exception is CharRnnException or IOException or UnauthorizedAccessException or FormatException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

int Fit(string labelledPath, string modelPath, string pipelinePath)
{
    Line[] labelled = [.. File.ReadLines(labelledPath).Select(Line.Parse)];
    IDataView lines = mlContext.Data.LoadFromEnumerable(labelled);
    LikelihoodOptions options = new() { Measures = [LikelihoodMeasure.BitsPerCharacter], SeparateColumns = true };
    using LikelihoodTransformer scorer = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", modelPath, options).Fit(lines);
    ScoredLine[] ranked = [.. mlContext.Data.CreateEnumerable<ScoredLine>(scorer.Transform(lines), reuseRowObject: false)
        .OrderBy(line => line.Bits).ThenByDescending(line => line.IsBad)];
    mlContext.Model.Save(scorer, lines.Schema, pipelinePath);

    // From the likeliest line on: with the threshold here, all lines so far would pass and all later ones be marked.
    int good = ranked.Count(line => !line.IsBad);
    int bad = ranked.Length - good;
    if (good == 0 || bad == 0)
    {
        throw new FormatException($"{labelledPath} has {good} good and {bad} bad lines; must have some of each.");
    }

    int passedGood = 0, passedBad = 0, best = -1;
    float threshold = 0;
    double areaUnderCurve = 0;
    for (int i = 0; i < ranked.Length; i++)
    {
        passedBad += ranked[i].IsBad ? 1 : 0;
        passedGood += ranked[i].IsBad ? 0 : 1;
        areaUnderCurve += ranked[i].IsBad ? 0 : bad - passedBad;
        int right = passedGood + bad - passedBad;
        if (right > best)
        {
            best = right;
            threshold = i + 1 < ranked.Length ? (ranked[i].Bits + ranked[i + 1].Bits) / 2 : ranked[i].Bits;
        }
    }

    areaUnderCurve /= (double)good * bad;
    Print($"area under the curve: {areaUnderCurve:F4}");
    Print($"right at the threshold: {best} of {ranked.Length}");
    Print($"threshold, bits per character: {threshold:F4}");
    return 0;
}

int Mark(string pipelinePath, float threshold)
{
    mlContext.RegisterCharRnn(); // before a pipeline is loaded
    ITransformer scorer = mlContext.Model.Load(pipelinePath, out _);
    IDataView lines = mlContext.Data.LoadFromEnumerable(StandardInput());
    foreach (ScoredLine line in mlContext.Data.CreateEnumerable<ScoredLine>(scorer.Transform(lines), reuseRowObject: true))
    {
        Print($"{(line.Bits > threshold ? "gibberish" : "sense")}\t{line.Bits:F2}\t{line.Text}");
    }

    return 0;
}

static IEnumerable<Line> StandardInput()
{
    while (Console.ReadLine() is { } text)
    {
        yield return new Line { Text = text };
    }
}

static int Usage()
{
    Console.Error.WriteLine("usage: GibberishDetector fit LABELLED.tsv MODEL.onnx PIPELINE.zip | mark PIPELINE.zip THRESHOLD");
    return 2;
}

static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

internal class Line
{
    public string Text { get; set; } = "";

    public bool IsBad { get; set; }

    public static Line Parse(string line) => line.Split('\t', 2) switch
    {
        ["good", string text] => new Line { Text = text },
        ["bad", string text] => new Line { Text = text, IsBad = true },
        _ => throw new FormatException($"The line \"{line}\" has no label; must be good or bad, a tab, and the text."),
    };
}

internal sealed class ScoredLine : Line
{
    [ColumnName("Score_BitsPerCharacter")]
    public float Bits { get; set; }
}
