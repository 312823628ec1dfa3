using CharRnn.Inference;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>A text with labels, to evaluate a model on.</summary>
/// <param name="Name">The name for the output.</param>
/// <param name="Corpus">The corpus.</param>
/// <param name="Ids">The part of it.</param>
internal sealed record LabelledPart(string Name, Corpus Corpus, IdSequence Ids)
{
    private const int BatchSize = 32;
    private const int MaximumLineLength = 100_000; // the most that the option can be

    /// <summary>Finds the text: the one that is given or, if that is the text of the run or none, what the run kept back.</summary>
    /// <param name="run">The run; null if the model is none.</param>
    /// <param name="given">The text that the command line gives, with an empty name for none.</param>
    /// <param name="places">Where the texts of the run are.</param>
    /// <param name="model">The model.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static LabelledPart Find(RunFolder? run, CorpusOptions given, TextPlaces places, CharRnnModel model, CancellationToken cancellation)
    {
        CorpusOptions? own = run?.ReadConfig().Corpus;
        if (own is null || (given.Corpus.Length > 0 && places.Validation is null && places.Test is null))
        {
            Complete(given, own, model);
            Corpus other = Load(given);
            bool isOwn = own is { ValidationCorpus: null, TestCorpus: null } && ColumnsOf(own) == ColumnsOf(given) && other.Sha256 == model.Metadata.Training.CorpusSha256;
            if (!isOwn)
            {
                return new LabelledPart(other.Name, other, other.Training);
            }
        }
        else if ((given.ClassColumn ?? given.TextColumn) is not null)
        {
            throw new InvalidOptionsException("--class-column and --text-column are those of another text, which --corpus gives; the run knows its own");
        }

        places.ApplyTo(own!);
        Corpus corpus = Load(own!);
        corpus.CheckUnchanged(model.Metadata.Training.CorpusSha256 ?? corpus.Sha256);
        (string name, IdSequence ids) = HeldOutPart.Require(corpus);
        return new LabelledPart(name, corpus, ids);

        Corpus Load(CorpusOptions options) => CorpusSource.Load(options, model.Vocabulary, model.Metadata.Labels, cancellation);
    }

    /// <summary>Measures how well a model gives the labels.</summary>
    public LabelFigures Measure(CharRnnModel model, CancellationToken cancellation)
    {
        LabelFigures figures = new(model.Metadata.Labels);
        foreach ((int[] Ids, int[] Labels)[] batch in Rows(model).GroupBy(row => row.Ids.Length).SelectMany(equal => equal.Chunk(BatchSize)))
        {
            int[][] rows = [.. batch.Select(row => row.Ids)];
            if (model.Description.Task == ModelTask.Classify)
            {
                LabelledBatch.Classify(model, rows, (row, logits) => figures.Add(batch[row].Labels[0], logits), cancellation);
            }
            else
            {
                LabelledBatch.Tag(model, rows, (row, position, logits) => figures.Add(batch[row].Labels[position], logits), cancellation);
            }
        }

        return figures.Count > 0 ? figures : throw new InvalidTextException($"{Name} has no line with a character; there is nothing to measure.");
    }

    private static (int? Class, int Text) ColumnsOf(CorpusOptions options) => (options.ClassColumn, options.TextColumnOrDefault);

    private static void Complete(CorpusOptions given, CorpusOptions? own, CharRnnModel model)
    {
        bool tags = model.Description.Task == ModelTask.Tag;
        given.Unit = model.Description.Unit;
        given.Tokenization = model.Vocabulary.Tokenization;
        given.ValidationFraction = 0;
        given.MaximumLineLength = MaximumLineLength;
        given.ClassColumn ??= tags ? null : own?.ClassColumn;
        given.TextColumn ??= tags ? null : own?.TextColumn;
        if (given.Task != model.Description.Task)
        {
            throw new InvalidOptionsException(tags
                ? $"--target-corpus is missing; {model.Name} labels each character, and the labels must be known to be measured"
                : $"--class-column is missing; {model.Name} labels whole texts, and the classes must be known to be measured");
        }

        given.Corpus = CorpusSource.Resolve(given.Corpus);
        given.TargetCorpus = given.TargetCorpus is { } target ? CorpusSource.Resolve(target) : null;
    }

    // The ids of the model, whose vocabulary may lack characters of the corpus.
    private IEnumerable<(int[] Ids, int[] Labels)> Rows(CharRnnModel model)
    {
        int end;
        for (int start = 0; start < Ids.Length; start = end + 1)
        {
            end = Corpus.Unit == TextUnit.Stream ? Ids.Length : Ids.IndexOf(Corpus.NewlineId, start);
            if (end > start)
            {
                IdSequence row = Ids.Slice(start, end - start);
                int[] labels = new int[row.Length];
                row.Labels!.CopyTo(0, labels);
                yield return (model.Vocabulary.EncodeWhole(Corpus.Decode(row), model.UnknownReading).Ids, labels);
            }
        }
    }
}
