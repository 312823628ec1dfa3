namespace CharRnn.Server;

/// <summary>What the server logs. It holds no text, unless the options ask for the prompts.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Error, "A request failed.")]
    public static partial void RequestFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "Model {Model} continued {Prompts} prompts of {PromptTokens} tokens by {GeneratedTokens} in {Milliseconds:0} ms.")]
    public static partial void Completed(this ILogger logger, string model, int prompts, int promptTokens, int generatedTokens, double milliseconds);

    [LoggerMessage(3, LogLevel.Information, "Model {Model} scored {Texts} texts in {Milliseconds:0} ms.")]
    public static partial void Scored(this ILogger logger, string model, long texts, double milliseconds);

    [LoggerMessage(4, LogLevel.Information, "Prompts: {Prompts}")]
    public static partial void Prompted(this ILogger logger, IReadOnlyList<string> prompts);
}
