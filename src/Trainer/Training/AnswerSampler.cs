using System.Text;

namespace CharRnn.Trainer;

/// <summary>Answers the first questions of the validation part, or of the training part if there is none, during training.</summary>
internal sealed class AnswerSampler
{
    private readonly TrainingSetup setup;
    private readonly TextRules rules;
    private readonly Decoder decoder;
    private readonly float[] logits;

    public AnswerSampler(TrainingSetup setup)
    {
        this.setup = setup;
        rules = new TextRules(setup.Description, setup.Corpus.Vocabulary);
        decoder = new Decoder(rules, new SamplingOptions { Temperature = 0 });
        logits = new float[setup.Corpus.Vocabulary.Size];
    }

    /// <summary>Returns lines with the network's likeliest answers, at most as many characters as a sample has.</summary>
    public string Sample()
    {
        StringBuilder sample = new();
        IdSequence part = setup.Corpus.Validation.Length > 0 ? setup.Corpus.Validation : setup.Corpus.Training;
        int end;
        for (int start = 0; start < part.Length && sample.Length < setup.Options.SampleLength; start = end + 1)
        {
            end = part.IndexOf(setup.Corpus.NewlineId, start);
            int[] line = new int[end - start];
            part.CopyTo(start, line);
            if (line.Length > 0)
            {
                int answer = AnswerBatches.AnswerStart(line, setup.Corpus.Separator!);
                sample.Append(setup.Corpus.Vocabulary.Decode(line.AsSpan(0, answer)));
                Answer(line[..answer], setup.Options.SampleLength - sample.Length, sample);
                sample.Append('\n');
            }
        }

        return sample.ToString();
    }

    /// <param name="asked">The question and the separator.</param>
    /// <param name="most">The most characters of the answer.</param>
    /// <param name="sample">Receives it.</param>
    private void Answer(int[] asked, int most, StringBuilder sample)
    {
        DecodingState text = decoder.Start(setup.Options.Seed);
        Batch next = Ask(asked);
        for (int length = 0; length < most; length++)
        {
            setup.Engine.EvaluateBatch(next, logits);
            if (decoder.Draw(text, logits, []))
            {
                return;
            }

            sample.Append(text.Character);
            next = One(text.PendingId, startsFromZero: false);
        }
    }

    /// <summary>Reads a question.</summary>
    /// <returns>The batch after which the answer begins.</returns>
    private Batch Ask(int[] asked)
    {
        int[] question = asked[..^setup.Corpus.Separator!.Length];
        if (setup.Corpus.ReverseQuestion)
        {
            Array.Reverse(question);
        }

        if (setup.Options.Encoder)
        {
            return One(rules.StartId, startsFromZero: true) with { Questions = [question] };
        }

        int[] read = [rules.StartId, .. question, .. setup.Corpus.Separator];
        for (int i = 0; i < read.Length - 1; i++)
        {
            setup.Engine.EvaluateBatch(One(read[i], startsFromZero: i == 0));
        }

        return One(read[^1], startsFromZero: false);
    }

    private static Batch One(int id, bool startsFromZero) => new([id], [id], 1, 1, startsFromZero);
}
