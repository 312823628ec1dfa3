using System.CommandLine;
using System.Globalization;
using System.Text;
using CharRnn.Inference;
using CharRnn.Reports;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary><c>charrnn visualize</c>: a page that shows what a model, or every kept checkpoint of a run, makes of a text.</summary>
internal static class VisualizeCommand
{
    private static readonly Argument<string> Source = new("MODEL|RUN|WEIGHTS")
    {
        Description = "An exported .onnx file, a .safetensors file, or a run folder, for its kept checkpoints or, if it has none, its best weights",
        Validators = { NameValue.Check },
    };

    private static readonly Argument<string[]> Texts = new("TEXT")
    {
        Description = "Texts to read, each from its beginning: files, - for standard input, or names of corpora",
        Arity = ArgumentArity.OneOrMore,
        Validators = { NameValue.Check },
    };

    private static readonly Option<string> Output = new("--output") { Description = "HTML file to write, for a browser", Required = true, Validators = { NameValue.Check } };
    private static readonly Option<int> Limit = new("--limit") { Description = "Most characters to show; of longer texts the first ones", DefaultValueFactory = _ => new VisualizationOptions().Limit, CustomParser = NumberValue.Parse<int> };
    private static readonly Option<string?> Cell = new("--cell") { Description = "Cell to show first, LAYER:CELL, both from 1 [default: the clearest one]", Validators = { NameValue.Check } };
    private static readonly Option<string?> Picture = new("--picture") { Description = "Also write an SVG file of one passage, coloured by that cell", Validators = { NameValue.Check } };
    private static readonly Option<int> Passage = new("--passage") { Description = "With --picture: number of the character that the passage begins with", DefaultValueFactory = _ => 1, CustomParser = NumberValue.Parse<int> };
    private static readonly Option<bool> ReplaceInvalid = new("--replace-invalid") { Description = "Replace bytes that are not UTF-8 by U+FFFD" };

    public static Command Create()
    {
        Command command = new("visualize", "Show what the network sees in a text: its cells, its guesses, and what its memory is worth.")
        {
            Source, Texts, Output, Limit, Cell, Picture, Passage, ReplaceInvalid,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string source = parsed.GetRequiredValue(Source);
        string[] texts = parsed.GetRequiredValue(Texts);
        string output = parsed.GetRequiredValue(Output);
        string? picture = parsed.GetValue(Picture);
        if (picture is null && parsed.IsGiven(Passage))
        {
            throw new InvalidOptionsException("--passage is given without --picture; there is no picture of a passage");
        }

        if (picture is not null && RealPath.Of(picture) == RealPath.Of(output))
        {
            throw new InvalidOptionsException("--output and --picture are the same file; give two");
        }

        NameValue.CheckStandardInput(texts);
        VisualizationOptions options = new() { Title = Path.GetFileName(Path.TrimEndingDirectorySeparator(source)), Limit = parsed.GetValue(Limit), FirstCell = ReadCell(parsed.GetValue(Cell)) };
        options.Validate();
        KeptWeights[] kept = Directory.Exists(source) ? [.. RunFolder.Open(source).KeptWeights] : [];
        OverwriteGuard.Check(Outputs(output, picture), [source, .. texts]);
        Array.ForEach(Outputs(output, picture), Visualization.CheckOutput);
        using CharRnnModel last = ModelSource.Load(kept is [.., var newest] ? newest.Path : source, ModelTask.Text);
        ActivationReader.Check(last);
        if (kept.Length == 0 && Directory.Exists(source))
        {
            Console.Error.WriteLine($"{source} kept no checkpoints (train --keep-checkpoints); its best weights are shown");
        }

        NamedText[] read = [.. texts.Select(text => Read(text, last.Vocabulary, parsed.GetValue(ReplaceInvalid), cancellation))];
        KeptModels models = new(kept, last);
        Visualization made;
        using (ReadingProgress progress = new(models))
        {
            made = Visualization.Make(models, read, options, progress, cancellation);
        }

        if (picture is not null)
        {
            made.WritePicture(picture, parsed.GetValue(Passage));
        }

        made.WritePage(output);
        Report(made, models.CheckpointsRead);
        Array.ForEach(Outputs(output, picture), Console.Out.WriteLine);
        return ExitCode.Done;
    }

    private static string[] Outputs(string output, string? picture) => picture is null ? [output] : [output, picture];

    private static (int Layer, int Cell)? ReadCell(string? given)
    {
        if (given is null)
        {
            return null;
        }

        return given.Split(':') is [var layer, var cell] && IsNumber(layer, out int layerNumber) && IsNumber(cell, out int cellNumber)
            ? (layerNumber, cellNumber)
            : throw new InvalidOptionsException($"--cell is {given}; must be LAYER:CELL, such as 1:42, both from 1");

        static bool IsNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static NamedText Read(string text, Vocabulary vocabulary, bool replaceInvalid, CancellationToken cancellation)
    {
        EvaluationText read = EvaluationText.OfModel(text, vocabulary, replaceInvalid, cancellation);
        return new NamedText(read.Name, Encoding.UTF8.GetString(read.Utf8.Span));
    }

    private static void Report(Visualization made, int checkpoints)
    {
        string cut = made.GivenCharacters > made.Characters ? $" of {made.GivenCharacters:N0} (see --limit)" : "";
        string loss = made.BitsPerCharacter is { } bits ? $"{bits:F3} bits per character" : "nothing that the model knows";
        string run = checkpoints switch { 0 => "", 1 => "1 checkpoint; ", _ => $"{checkpoints} checkpoints; " };
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run}{made.Characters:N0} characters{cut}, {made.UnknownCharacters:N0} of them unknown; {loss}"));
        ColumnText columns = new("feature", "cell", "correlation", "in the other half");
        foreach (CellCorrelation best in made.BestCells.DistinctBy(best => best.Feature))
        {
            columns.Add(best.Feature, $"{best.Layer}:{best.Cell}", Signed(best.Found), best.Confirmed is { } confirmed ? Signed(confirmed) : "");
        }

        columns.Write();

        static string Signed(double value) => value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);
    }

    /// <summary>Shows how far all models are.</summary>
    private sealed class ReadingProgress(KeptModels models) : IProgress<double>, IDisposable
    {
        private readonly TerminalProgress progress = new();

        public void Report(double value) => progress.Report((Math.Max(0, models.CheckpointsRead - 1) + value) / models.Count, "reading the text");

        public void Dispose() => progress.Dispose();
    }
}
