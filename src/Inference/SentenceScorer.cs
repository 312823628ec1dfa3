namespace CharRnn.Inference;

/// <summary>
/// Tells how likely texts are: the sum of ln p(character | those before it), from the zero state after the start character.
/// Texts are scored in batches of like length and in chunks with the state carried, so memory is bounded whatever comes.
/// Safe for concurrent use.
/// </summary>
public sealed class SentenceScorer
{
    private const int LookAheadBatches = 8;
    private const int ChunkLength = 128;
    private const int MaximumLogits = 1 << 22; // of one run, 16 MiB

    private readonly CharRnnModel model;
    private readonly ScoringOptions options;
    private readonly bool includeEnd;
    private readonly int endId;

    /// <summary>Creates a scorer; cheap.</summary>
    /// <exception cref="InvalidOptionsException">An option is out of range, or the end is asked for and the model has no newline.</exception>
    public SentenceScorer(CharRnnModel model, ScoringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.options = options ?? new ScoringOptions();
        this.options.Validate();
        includeEnd = this.options.IncludeEnd ?? model.Description.Unit == TextUnit.Line;
        endId = !includeEnd ? -1 : model.Vocabulary.FindId("\n")
            ?? throw new InvalidOptionsException("IncludeEnd is true; must be false, because the model's vocabulary has no newline");
    }

    /// <summary>Whether a text's end, its newline, is part of its score.</summary>
    public bool IncludesEnd => includeEnd;

    /// <summary>Scores one text.</summary>
    /// <exception cref="InvalidTextException">A character that the vocabulary lacks, where the policy does not allow it.</exception>
    public SentenceScore Score(string text) => Score([text]).Single();

    /// <summary>Scores texts, each result in the place of its text; reads ahead no more than a few batches.</summary>
    /// <exception cref="InvalidTextException">A character that the vocabulary lacks, where the policy does not allow it.</exception>
    public IEnumerable<SentenceScore> Score(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return texts.Chunk(options.BatchSize * LookAheadBatches).SelectMany(ScoreLookAhead);
    }

    private SentenceScore[] ScoreLookAhead(string[] texts)
    {
        EncodedText[] encoded = [.. texts.Select(text => model.Vocabulary.Encode(text, options.UnknownPolicy))];
        SentenceScore[] scores = new SentenceScore[texts.Length];
        IEnumerable<int[]> batches = Enumerable.Range(0, texts.Length)
            .OrderBy(index => encoded[index].Ids.Length)
            .Chunk(options.BatchSize);
        foreach (int[] batch in batches)
        {
            double[] logLikelihoods = ScoreBatch([.. batch.Select(index => Symbols(encoded[index]))]);
            for (int row = 0; row < batch.Length; row++)
            {
                EncodedText text = encoded[batch[row]];
                double floor = options.UnknownPolicy == UnknownPolicy.Floor ? text.UnknownCount * Likelihood.FloorBits * Likelihood.NatsPerBit : 0;
                scores[batch[row]] = new SentenceScore(logLikelihoods[row] - floor, text.CharacterCount, text.UnknownCount);
            }
        }

        return scores;
    }

    /// <summary>The symbols that are scored; an empty text has none, not even an end.</summary>
    private int[] Symbols(EncodedText text) => includeEnd && text.CharacterCount > 0 ? [.. text.Ids, endId] : text.Ids;

    /// <returns>The log-likelihood of each row, in nats.</returns>
    private double[] ScoreBatch(int[][] rows)
    {
        double[] sums = new double[rows.Length];
        int longest = rows.Max(row => row.Length);
        if (longest == 0)
        {
            return sums;
        }

        int vocabularySize = model.Vocabulary.Size;
        int chunkLength = Math.Clamp(MaximumLogits / (rows.Length * vocabularySize), 1, Math.Min(ChunkLength, longest));
        using ModelRun run = new(model, rows.Length, chunkLength);
        for (int from = 0; from < longest; from += chunkLength)
        {
            FillIds(run, rows, from, chunkLength);
            run.Run();
            for (int row = 0; row < rows.Length; row++)
            {
                int end = Math.Min(rows[row].Length, from + chunkLength);
                for (int position = from; position < end; position++)
                {
                    int offset = ((row * chunkLength) + position - from) * vocabularySize;
                    sums[row] += Likelihood.LogProbability(run.Logits.AsSpan(offset, vocabularySize), rows[row][position]);
                }
            }
        }

        return sums;
    }

    // Each symbol is predicted from the one before it; what pads a shorter row comes after all that counts.
    private void FillIds(ModelRun run, int[][] rows, int from, int chunkLength)
    {
        int startId = model.Metadata.StartId;
        for (int row = 0; row < rows.Length; row++)
        {
            Span<long> ids = run.Ids.AsSpan(row * chunkLength, chunkLength);
            for (int column = 0; column < chunkLength; column++)
            {
                int previous = from + column - 1;
                ids[column] = previous < 0 || previous >= rows[row].Length ? startId : rows[row][previous];
            }
        }
    }
}
