namespace CharRnn.Inference;

/// <summary>
/// Searches for likely texts by following only the likeliest beginnings ("beams"). Beams are the rows of one batch. A beam that ends is
/// set aside; the search is over when no beam can become better than the worst of those kept.
/// </summary>
internal sealed class BeamSearch
{
    private readonly CharRnnModel model;
    private readonly Decoder decoder;
    private readonly GenerationOptions options;
    private readonly int width;
    private readonly bool averages;

    /// <param name="model">The model.</param>
    /// <param name="decoder">What says which tokens are forbidden.</param>
    /// <param name="options">What bounds a text.</param>
    /// <param name="width">How many beams.</param>
    /// <param name="averages">Whether the likeliest text is the one of the likeliest average character, otherwise of the likeliest whole.</param>
    public BeamSearch(CharRnnModel model, Decoder decoder, GenerationOptions options, int width, bool averages = true) =>
        (this.model, this.decoder, this.options, this.width, this.averages) = (model, decoder, options, width, averages);

    /// <summary>Searches from a place in a text.</summary>
    /// <returns>Up to <c>width</c> texts, the likeliest first.</returns>
    public IReadOnlyList<GeneratedText> Search(RecurrentState recurrent, DecodingState start, CancellationToken cancellationToken) =>
        [.. Find(recurrent, start, cancellationToken).Select(found => found.Text)];

    /// <summary>Searches from a place in a text.</summary>
    /// <returns>The texts, each with the sum of ln p over all its tokens, those of a stop sequence too.</returns>
    public IReadOnlyList<(GeneratedText Text, double LogLikelihood)> Find(RecurrentState recurrent, DecodingState start, CancellationToken cancellationToken)
    {
        if (options.MaxLength == 0)
        {
            return [(new GeneratedText([], FinishReason.Length), 0)];
        }

        using ModelRun run = new(model, width, 1);
        RecurrentState next = new(model.Description, width);
        run.State.CopyRow(0, recurrent, 0);
        List<Beam> beams = [new Beam(start.Copy(withWindow: false), new StopCondition(options, options.MaxLength, model.Vocabulary.Words))];
        List<Beam> ended = [];
        while (beams.Count > 0 && !IsOver(beams, ended))
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int row = 0; row < beams.Count; row++)
            {
                run.Ids[row] = beams[row].State.PendingId;
            }

            run.Run();
            beams = Follow(beams, run, next, ended);
            run.State.CopyFrom(next);
        }

        return ended.Count > 0
            ? [.. ended.OrderByDescending(Rank).Select(beam => (Text: beam.ToText(), beam.LogLikelihood)).DistinctBy(found => found.Text.Text).Take(width)] // two stop sequences may leave the same
            : throw new InvalidModelException("No token can be drawn: each is forbidden or has probability 0.");
    }

    /// <summary>Log-probabilities are never above 0, so a beam at its greatest length is at best what it is now, over that length.</summary>
    private bool IsOver(List<Beam> beams, List<Beam> ended) => ended.Count >= width
        && ended.Select(Rank).OrderDescending().ElementAt(width - 1) >= beams.Max(beam => beam.LogLikelihood) / (averages ? options.MaxLength : 1);

    private double Rank(Beam beam) => averages ? beam.Average : beam.LogLikelihood;

    /// <summary>Takes the likeliest continuations: those that go on into <paramref name="next"/>, those that end into <paramref name="ended"/>.</summary>
    private List<Beam> Follow(List<Beam> beams, ModelRun run, RecurrentState next, List<Beam> ended)
    {
        List<Beam> following = [];
        int rank = 0;
        foreach ((int row, Beam beam) in Extend(beams, run.Logits).TakeWhile(_ => following.Count < width))
        {
            if (beam.Reason is null)
            {
                next.CopyRow(following.Count, run.State, row);
                if (beam.StartsAnew)
                {
                    next.ClearRow(following.Count);
                }

                following.Add(beam);
            }
            else if (rank < width)
            {
                ended.Add(beam);
            }

            rank++;
        }

        return following;
    }

    /// <summary>Every continuation by one token, the likeliest first; of equals the upper beam, the lower id.</summary>
    private IEnumerable<(int Row, Beam Beam)> Extend(List<Beam> beams, float[] logits)
    {
        List<(int Row, int Id, double LogLikelihood)> tokens = [];
        int vocabularySize = model.Vocabulary.Size;
        for (int row = 0; row < beams.Count; row++)
        {
            ReadOnlySpan<float> ofRow = logits.AsSpan(row * vocabularySize, vocabularySize);
            double offset = Likelihood.LogSumExp(ofRow);
            if (!double.IsFinite(offset))
            {
                throw new InvalidModelException("The model's logits are no numbers. Its weights may be damaged.");
            }

            ReadOnlySpan<bool> forbidden = decoder.Forbidden(beams[row].State, beams[row].Condition.Forbidden);
            for (int id = 0; id < vocabularySize; id++)
            {
                if (!forbidden[id] && float.IsFinite(ofRow[id]))
                {
                    tokens.Add((row, id, beams[row].LogLikelihood + (ofRow[id] - offset)));
                }
            }
        }

        return tokens
            .OrderByDescending(token => token.LogLikelihood) // stable
            .Select(token => (token.Row, new Beam(beams[token.Row], token.Id, token.LogLikelihood)));
    }

    /// <summary>The beginning of a text: its last token, and the beam before that.</summary>
    private sealed class Beam
    {
        private readonly Beam? parent;

        /// <summary>The place where the search starts.</summary>
        public Beam(DecodingState state, StopCondition condition) => (State, Condition) = (state, condition);

        public Beam(Beam parent, int id, double logLikelihood)
        {
            this.parent = parent;
            LogLikelihood = logLikelihood;
            State = parent.State.Copy();
            Condition = parent.Condition.Copy();
            StartsAnew = State.Append(id);
            Character = State.Character;
            if (Character is not null)
            {
                Condition.Add(Character);
            }
        }

        public DecodingState State { get; }

        public StopCondition Condition { get; }

        public bool StartsAnew { get; }

        /// <summary>The character that the token completed; null at the start and within a character.</summary>
        public string? Character { get; }

        /// <summary>Sum of ln p over all tokens, those of a stop sequence too.</summary>
        public double LogLikelihood { get; }

        public FinishReason? Reason => Condition.Reason;

        public double Average => LogLikelihood / Condition.Length;

        public GeneratedText ToText() => new([.. WithoutEnd(Backwards(), Condition.HeldBack).Reverse()], Reason!.Value);

        // A stop sequence can begin within a word.
        private static IEnumerable<GeneratedCharacter> WithoutEnd(IEnumerable<GeneratedCharacter> backwards, int length)
        {
            foreach (GeneratedCharacter character in backwards)
            {
                if (character.Text.Length > length)
                {
                    yield return length <= 0 ? character : character.Cut(character.Text.Length - length);
                }

                length -= character.Text.Length;
            }
        }

        private IEnumerable<GeneratedCharacter> Backwards()
        {
            for (Beam? end = this; end?.Character is not null;)
            {
                Beam? before = end.parent;
                while (before is { Character: null, parent: not null })
                {
                    before = before.parent; // a byte of the same character
                }

                yield return new GeneratedCharacter(end.Character, end.LogLikelihood - (before?.LogLikelihood ?? 0));
                end = before;
            }
        }
    }
}
