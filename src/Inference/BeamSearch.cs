using System.Text;

namespace CharRnn.Inference;

/// <summary>
/// Looks for likely texts by following the likeliest beginnings ("beams") only. Beams are the rows of one batch; a beam that ends is
/// kept aside, and the search is over when no beam can become better than the worst of those kept.
/// </summary>
internal sealed class BeamSearch
{
    private readonly CharRnnModel model;
    private readonly Vocabulary vocabulary;
    private readonly SamplingOptions options;
    private readonly string[][] stops; // each by its characters
    private readonly bool[] forbidden; // [vocabulary]
    private readonly int? lineEnd;
    private readonly int width;

    public BeamSearch(CharRnnModel model, SamplingOptions options, int width)
    {
        this.model = model;
        this.options = options;
        this.width = width;
        vocabulary = model.Vocabulary;
        stops = [.. options.Stop.Select(stop => stop.EnumerateRunes().Select(rune => rune.ToString()).ToArray())];
        double[]? bias = Continuation.BiasById(vocabulary, options.LogitBias);
        forbidden = [.. Enumerable.Range(0, vocabulary.Size).Select(id => id == vocabulary.UnknownId || bias?[id] == double.NegativeInfinity)];
        lineEnd = model.Description.FindLineEnd(vocabulary);
    }

    /// <summary>Searches from a state and the symbol that comes after it.</summary>
    /// <returns>Up to <c>width</c> texts, the likeliest by their average character first.</returns>
    public IReadOnlyList<GeneratedText> Search(RecurrentState state, int pendingId, CancellationToken cancellation)
    {
        if (options.MaxLength == 0)
        {
            return [new GeneratedText([], FinishReason.Length)];
        }

        using ModelRun run = new(model, width, 1);
        RecurrentState next = new(model.Description, width);
        run.State.CopyRow(0, state, 0);
        List<Beam> beams = [new Beam { PendingId = pendingId }];
        List<Beam> ended = [];
        while (beams.Count > 0 && !IsOver(beams, ended))
        {
            cancellation.ThrowIfCancellationRequested();
            for (int row = 0; row < beams.Count; row++)
            {
                run.Ids[row] = beams[row].PendingId;
            }

            run.Run();
            List<Beam> following = [];
            int rank = 0;
            foreach ((int row, Beam beam) in Extend(beams, run.Logits).TakeWhile(_ => following.Count < width))
            {
                if (beam.Reason is null)
                {
                    int to = following.Count;
                    next.CopyRow(to, run.State, row);
                    if (beam.StartsAnew)
                    {
                        next.ClearRow(to);
                    }

                    following.Add(beam);
                }
                else if (rank < width)
                {
                    ended.Add(beam);
                }

                rank++;
            }

            run.State.CopyFrom(next);
            beams = following;
        }

        return ended.Count > 0
            ? [.. ended.OrderByDescending(beam => beam.Average).Select(beam => beam.ToText()).DistinctBy(text => text.Text).Take(width)] // two stop strings may leave the same
            : throw new InvalidModelException("No symbol can be drawn: each is forbidden or has probability 0.");
    }

    /// <summary>Log-probabilities are never above 0, so a beam at its greatest length is at best what it is now, over that length.</summary>
    private bool IsOver(List<Beam> beams, List<Beam> ended) => ended.Count >= width
        && ended.Select(beam => beam.Average).OrderDescending().ElementAt(width - 1) >= beams.Max(beam => beam.LogLikelihood) / options.MaxLength;

    /// <summary>All that can come next, the likeliest first; of equals the upper beam, the lower id.</summary>
    private IEnumerable<(int Row, Beam Beam)> Extend(List<Beam> beams, float[] logits)
    {
        List<(int Row, int Id, double LogProbability)> symbols = [];
        for (int row = 0; row < beams.Count; row++)
        {
            ReadOnlySpan<float> ofRow = logits.AsSpan(row * vocabulary.Size, vocabulary.Size);
            double offset = Likelihood.LogSumExp(ofRow);
            if (!double.IsFinite(offset))
            {
                throw new InvalidModelException("The model's logits are no numbers. Its weights may be damaged.");
            }

            for (int id = 0; id < vocabulary.Size; id++)
            {
                bool isPossible = !forbidden[id] && float.IsFinite(ofRow[id]) && (vocabulary.Tokenization != Tokenization.Bytes || beams[row].Utf8.Allows((byte)id));
                if (isPossible)
                {
                    symbols.Add((row, id, ofRow[id] - offset));
                }
            }
        }

        return symbols
            .OrderByDescending(symbol => beams[symbol.Row].LogLikelihood + symbol.LogProbability) // stable
            .Select(symbol => (symbol.Row, Beam: Extend(beams[symbol.Row], symbol.Id, symbol.LogProbability)))
            .Where(extended => extended.Beam is not null)
            .Select(extended => (extended.Row, extended.Beam!));
    }

    /// <returns>The beam and a symbol more; null where it would end too soon.</returns>
    private Beam? Extend(Beam beam, int id, double logProbability)
    {
        bool startsAnew = id == lineEnd;
        Beam longer = new()
        {
            Parent = beam,
            PendingId = startsAnew ? model.Metadata.StartId : id,
            StartsAnew = startsAnew,
            LogLikelihood = beam.LogLikelihood + logProbability,
            Length = beam.Length,
        };
        if (vocabulary.Tokenization == Tokenization.Bytes)
        {
            Utf8Progress utf8 = beam.Utf8;
            utf8.Advance((byte)id);
            longer.Utf8 = utf8;
            longer.Bytes = [.. beam.Utf8.IsComplete ? [] : beam.Bytes, (byte)id];
            longer.Character = utf8.IsComplete ? Encoding.UTF8.GetString(longer.Bytes) : null;
        }
        else
        {
            longer.Character = model.CharacterOf(id);
        }

        if (longer.Character is not null)
        {
            longer.Length++;
            longer.StopLength = stops.Where(longer.EndsWith).Select(stop => stop.Length).DefaultIfEmpty().Max();
        }

        longer.Reason = longer.StopLength > 0 ? FinishReason.Stop : longer.Length == options.MaxLength ? FinishReason.Length : null;
        return longer.Reason == FinishReason.Stop && longer.Length - longer.StopLength < options.MinLength ? null : longer;
    }

    /// <summary>The beginning of a text: a symbol, and what was before it.</summary>
    private sealed class Beam
    {
        public Beam? Parent { get; init; }

        public int PendingId { get; init; }

        public bool StartsAnew { get; init; }

        /// <summary>Sum of ln p over all symbols, those of a stop string too.</summary>
        public double LogLikelihood { get; init; }

        public Utf8Progress Utf8 { get; set; }

        /// <summary>The bytes of the character that the last one is in.</summary>
        public byte[] Bytes { get; set; } = [];

        /// <summary>What the symbol made whole; null at the start and within a character of bytes.</summary>
        public string? Character { get; set; }

        /// <summary>Characters.</summary>
        public int Length { get; set; }

        /// <summary>Characters of the stop string that it ends with; 0 where there is none.</summary>
        public int StopLength { get; set; }

        public FinishReason? Reason { get; set; }

        public double Average => LogLikelihood / Length;

        public bool EndsWith(string[] characters)
        {
            IEnumerable<string> last = Backwards().Take(characters.Length).Select(character => character.Text);
            return last.SequenceEqual(characters.Reverse());
        }

        public GeneratedText ToText() => new([.. Backwards().Skip(StopLength).Reverse()], Reason!.Value);

        private IEnumerable<GeneratedCharacter> Backwards()
        {
            for (Beam? end = this; end?.Character is not null;)
            {
                Beam? before = end.Parent;
                while (before is { Character: null, Parent: not null })
                {
                    before = before.Parent; // a byte of the same character
                }

                yield return new GeneratedCharacter(end.Character, end.LogLikelihood - (before?.LogLikelihood ?? 0));
                end = before;
            }
        }
    }
}
