using System.Diagnostics;

namespace CharRnn.Inference;

/// <summary>
/// Answers questions with a model that was trained to (<c>charrnn train --answer-after</c>). Questions are read and answered in batches of similar
/// length, so memory is bounded whatever comes. Equal questions that are read ahead together are answered once. Safe for concurrent use.
/// </summary>
public sealed class TextAnswerer
{
    private static readonly SamplingOptions Likeliest = new() { Temperature = 0 };

    private readonly CharRnnModel model;
    private readonly AnswerOptions options;
    private readonly QuestionReader questions;
    private readonly BatchedTexts<TextAnswer> answers;
    private readonly BatchedTexts<SentenceScore> scores;
    private readonly KeyValuePair<string, object?> tag;

    /// <summary>Creates an answerer. This is cheap.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How to answer; null is the defaults. Later changes of it have no effect.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    /// <exception cref="InvalidModelException">The model is for another task than answering.</exception>
    public TextAnswerer(CharRnnModel model, AnswerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Description.Require(ModelTask.Answer, model.Name);
        this.model = model;
        tag = CharRnnTelemetry.TagOf(model.Name);
        this.options = options?.Copy() ?? new AnswerOptions();
        this.options.Validate();
        questions = new QuestionReader(model);
        this.options.Threads = ThreadCount.Clamp(this.options.Threads, "an answerer", model.OnWarning);
        answers = new BatchedTexts<TextAnswer>(model, this.options.ForBatches(), "an answerer") { ComputeBatch = AnswerBatch, ComputeLong = null };
        scores = new BatchedTexts<SentenceScore>(model, this.options.ForBatches(), "an answerer") { ComputeBatch = ScoreBatch, ComputeLong = null };
    }

    /// <summary>Answers one question.</summary>
    /// <exception cref="InvalidTextException">The text is no question, or the vocabulary lacks a character and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public TextAnswer Answer(string question) => Answer([question]).Single();

    /// <summary>Answers questions; each answer is in the place of its question. Reads ahead no more than <see cref="AnswerOptions.LookAhead"/>, and four million characters.</summary>
    /// <exception cref="InvalidTextException">A text is no question, or the vocabulary lacks a character and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public IEnumerable<TextAnswer> Answer(IEnumerable<string> questions) => answers.Compute(questions);

    /// <summary>Answers items that have a question, each returned beside its answer.</summary>
    /// <param name="items">The items.</param>
    /// <param name="questionOf">The question of one.</param>
    /// <exception cref="InvalidTextException">A text is no question, or the vocabulary lacks a character and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public IEnumerable<(T Item, TextAnswer Answer)> Answer<T>(IEnumerable<T> items, Func<T, string> questionOf) => answers.Compute(items, questionOf);

    /// <summary>
    /// Answers questions as they arrive, on other threads than the caller's; each answer is in the place of its question. Waits for
    /// <see cref="AnswerOptions.LookAhead"/> questions, or for their end.
    /// </summary>
    /// <param name="questions">The questions.</param>
    /// <param name="cancellationToken">
    /// Ends the wait for a question, also where the source does not heed it, and the computing, after the run in progress.
    /// </param>
    /// <exception cref="InvalidTextException">A text is no question, or the vocabulary lacks a character and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IAsyncEnumerable<TextAnswer> AnswerAsync(IAsyncEnumerable<string> questions, CancellationToken cancellationToken = default) =>
        answers.ComputeAsync(questions, cancellationToken);

    /// <summary>Checks a question without answering it.</summary>
    /// <exception cref="InvalidTextException">The text is no question, or the vocabulary lacks a character and the policy does not allow it.</exception>
    public void Check(string question)
    {
        ArgumentNullException.ThrowIfNull(question);
        questions.Check(question);
        questions.Tokens(question, model.Vocabulary.Encode(question, options.UnknownPolicy).Ids);
    }

    /// <summary>Scores given answers: how likely each is as the answer to its question, its line's end included.</summary>
    /// <param name="lines">Lines of a question, the model's separator and an answer. The answer is all that follows the first separator, and may be empty.</param>
    /// <exception cref="InvalidTextException">A line has no separator or no question before it, or the vocabulary lacks a character and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public IEnumerable<SentenceScore> Score(IEnumerable<string> lines) => scores.Compute(lines);

    private TextAnswer[] AnswerBatch(string[] texts, EncodedText[] encoded, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        Array.ForEach(texts, questions.Check);
        RecurrentState state = questions.Read([.. texts.Zip(encoded, (text, ids) => questions.Tokens(text, ids.Ids))], cancellationToken);
        TextAnswer[] result = options.Beams == 1 ? WriteLikeliest(state, cancellationToken) : [.. Enumerable.Range(0, texts.Length).Select(row => Search(state, row, cancellationToken))];
        ScoringTelemetry.Record(tag, encoded.Length, encoded.Sum(text => (long)text.CharacterCount), encoded.Sum(text => (long)text.UnknownCount), Stopwatch.GetElapsedTime(start));
        return result;
    }

    private TextAnswer[] WriteLikeliest(RecurrentState state, CancellationToken cancellationToken)
    {
        Decoder decoder = new(model.Rules, Likeliest);
        GrowingAnswer[] growing = [.. Enumerable.Range(0, state.BatchSize).Select(_ => new GrowingAnswer(decoder, questions.PendingId, options.MaxLength))];
        using ModelRun run = new(model, growing.Length, 1);
        run.State.CopyFrom(state);
        while (Array.Exists(growing, answer => answer.Reason is null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int row = 0; row < growing.Length; row++)
            {
                run.Ids[row] = growing[row].PendingId;
            }

            run.Run();
            for (int row = 0; row < growing.Length; row++)
            {
                if (growing[row].Reason is null)
                {
                    growing[row].Add(run.LogitsAfter(row, 0));
                }
            }
        }

        return Array.ConvertAll(growing, answer => answer.ToAnswer());
    }

    private TextAnswer Search(RecurrentState state, int row, CancellationToken cancellationToken)
    {
        RecurrentState own = new(model.Description, 1);
        own.CopyRow(0, state, row);
        Decoder decoder = new(model.Rules, Likeliest);
        BeamSearch search = new(model, decoder, new GenerationOptions { Stop = ["\n"], MaxLength = options.MaxLength }, options.Beams, averages: false);
        (GeneratedText text, double logLikelihood) = search.Find(own, GrowingAnswer.Begin(decoder, questions.PendingId), cancellationToken)[0];
        return new TextAnswer(text.Text, logLikelihood, text.FinishReason);
    }

    private SentenceScore[] ScoreBatch(string[] lines, EncodedText[] encoded, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        (string Question, EncodedText Answer)[] split = Array.ConvertAll(lines, Split);
        RecurrentState state = questions.Read([.. split.Select(line => questions.Tokens(line.Question, model.Vocabulary.Encode(line.Question, options.UnknownPolicy).Ids))], cancellationToken);
        int endId = model.Rules.LineEndId!.Value;
        double[] nats = AnswerCost.Of(model, state, questions.PendingId, [.. split.Select(line => (int[])[.. line.Answer.Ids, endId])], cancellationToken);
        ScoringTelemetry.Record(tag, encoded.Length, encoded.Sum(text => (long)text.CharacterCount), encoded.Sum(text => (long)text.UnknownCount), Stopwatch.GetElapsedTime(start));
        return [.. split.Zip(nats, (line, cost) => SentenceScore.Of(options.UnknownPolicy, cost, line.Answer.CharacterCount, line.Answer.UnknownCount, hasEnd: true))];
    }

    private (string Question, EncodedText Answer) Split(string line)
    {
        (string question, string answer) = AnswerLines.Split(line, model.Description.AnswerAfter!);
        questions.Check(question);
        return (question, model.Vocabulary.Encode(answer, options.UnknownPolicy));
    }
}
