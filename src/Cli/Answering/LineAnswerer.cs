using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary>Answers lines. One that cannot be answered has its problem in the place of its answer.</summary>
internal sealed class LineAnswerer(CharRnnModel model, AnswerOptions options)
{
    private readonly TextAnswerer answerer = new(model, options);

    public IEnumerable<AnsweredLine> Answer(TextLine[] lines)
    {
        TextLine[] checkedLines = Array.ConvertAll(lines, line => line.Checked(answerer.Check));
        Queue<TextAnswer> answers = new(answerer.Answer(checkedLines.Where(line => line.Problem is null).Select(line => line.Text)));
        return checkedLines.Select(line => new AnsweredLine(line, line.Problem is null ? answers.Dequeue() : null));
    }
}

/// <summary>A line and its answer, or null if it has a problem.</summary>
internal readonly record struct AnsweredLine(TextLine Line, TextAnswer? Answer);
