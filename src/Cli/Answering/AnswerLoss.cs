using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary>How well a model answers the questions of a text.</summary>
/// <param name="Questions">The number of questions.</param>
/// <param name="Exact">The number of them whose answer is that of the text, character by character.</param>
/// <param name="Loss">The loss on the answers of the text, with their line ends.</param>
internal readonly record struct AnswerLoss(long Questions, long Exact, TextLoss Loss)
{
    private const int LookAhead = 512;

    /// <summary>Measures a text. Beyond the text itself it takes constant memory.</summary>
    /// <exception cref="InvalidTextException">A line is not a question and its answer, or there is none.</exception>
    public static AnswerLoss Measure(CharRnnModel model, ReadOnlyMemory<byte> utf8, string source, CancellationToken cancellation)
    {
        string separator = model.Description.AnswerAfter!;
        AnswerLines.Check(utf8.Span, separator, source);
        UnknownPolicy policy = model.Vocabulary.UnknownId is null ? UnknownPolicy.Floor : UnknownPolicy.Replace;
        AnswerLoss sum = default;
        foreach (string[] lines in TextLoss.Lines(utf8).Chunk(LookAhead))
        {
            cancellation.ThrowIfCancellationRequested();
            (string Question, string Answer)[] split = Array.ConvertAll(lines, line => AnswerLines.Split(line, separator));
            int longest = split.Max(line => line.Answer.Length); // one character more tells an answer that goes on
            TextAnswerer answerer = new(model, new AnswerOptions { UnknownPolicy = policy, MaxLength = Math.Min(AnswerOptions.MaximumMaxLength, longest + 1), LookAhead = LookAhead });
            int exact = answerer.Answer(split, line => line.Question).Count(answered => answered.Answer.FinishReason == FinishReason.Stop && answered.Answer.Text == answered.Item.Answer);
            sum = new AnswerLoss(sum.Questions + lines.Length, sum.Exact + exact, answerer.Score(lines).Aggregate(sum.Loss, (loss, score) => loss.With(score)));
        }

        return sum.Questions > 0 ? sum : throw new InvalidTextException($"{source} has no line with a character; there is nothing to measure.");
    }
}
