using System.Globalization;
using System.Text.Json;

namespace CharRnn.Cli;

/// <summary>Prints how well a model answers the questions of a text.</summary>
internal static class AnswerEvaluation
{
    public static void Write(string text, AnswerLoss answers, OutputFormat format) =>
        Console.Out.WriteLine(format == OutputFormat.Json ? Json(text, answers) : Text(text, answers));

    private static string Json(string text, AnswerLoss answers)
    {
        TextLoss loss = answers.Loss;
        return JsonSerializer.Serialize(
            new EvaluationLine(text, loss.Characters, loss.Unknown, loss.Nats, loss.Nats / Likelihood.NatsPerBit, Averages.Finite(Math.Exp(loss.Nats)), null, null) { Questions = answers.Questions, Exact = answers.Exact },
            EvaluationJson.Default.EvaluationLine);
    }

    private static string Text(string text, AnswerLoss answers)
    {
        TextLoss loss = answers.Loss;
        return string.Create(CultureInfo.InvariantCulture, $"""
            {"text",-16} {text}, {answers.Questions:N0} questions, {loss.Characters:N0} characters of answers, {loss.Unknown:N0} of them unknown
            {"network",-16} {loss.Nats:F4} nats, {loss.Nats / Likelihood.NatsPerBit:F4} bits per answer character, perplexity {Math.Exp(loss.Nats):F3}
            {"exact",-16} {answers.Exact:N0} of {answers.Questions:N0} answers, {100.0 * answers.Exact / answers.Questions:F2} %
            """);
    }
}
