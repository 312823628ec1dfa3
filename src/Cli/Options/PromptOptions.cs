using System.CommandLine;
using System.Text;

namespace CharRnn.Cli;

/// <summary>The texts that <c>charrnn sample</c> is given: what it continues, and what it stops at.</summary>
internal static class PromptOptions
{
    private static readonly Option<string> Prompt = new("--prompt") { Description = "Text to continue", DefaultValueFactory = _ => "" };
    private static readonly Option<string[]> Stop = new("--stop") { Description = "Stop before this text; can be repeated" };
    private static readonly Option<bool> Escape = new("--escape") { Description = @"In --prompt and --stop, replace \n, \r, \t, \\, \uXXXX and \UXXXXXXXX by the characters that they stand for" };

    /// <summary>Gets the option that names the file of the prompt.</summary>
    public static Option<string> PromptFile { get; } = new("--prompt-file")
    {
        Description = "UTF-8 file with the text to continue, whole, with its last newline; - is standard input",
        Validators = { NameValue.Check },
    };

    public static IReadOnlyList<Option> Options { get; } = [Prompt, PromptFile, Stop, Escape];

    /// <summary>Reads the text to continue.</summary>
    /// <exception cref="CharRnnException">It is given twice, cannot be read, or has a bad escape.</exception>
    public static string ReadPrompt(ParseResult parsed)
    {
        if (parsed.GetValue(PromptFile) is not { } file)
        {
            return Unescape(parsed, parsed.GetValue(Prompt)!, Prompt);
        }

        return parsed.IsGiven(Prompt)
            ? throw new InvalidOptionsException("--prompt and --prompt-file are both given; give one of them")
            : Encoding.UTF8.GetString(file == "-" ? Utf8Text.ReadStandardInput().Span : Utf8Text.ReadFile(file).Span);
    }

    /// <summary>Reads the texts to stop at.</summary>
    /// <exception cref="InvalidOptionsException">One has a bad escape.</exception>
    public static string[] ReadStops(ParseResult parsed) => [.. (parsed.GetValue(Stop) ?? []).Select(stop => Unescape(parsed, stop, Stop))];

    /// <summary>Says which texts can never be generated, so that nothing will stop at them.</summary>
    public static void WarnOfStopsThatCannotMatch(IEnumerable<string> stops, Vocabulary vocabulary)
    {
        foreach (string stop in vocabulary.Tokenization == Tokenization.Words ? [] : stops) // a stop can end within a word
        {
            Rune[] missing = [.. stop.EnumerateRunes().Where(rune => vocabulary.Encode(rune.ToString(), UnknownPolicy.Skip).UnknownCount > 0)];
            if (missing.Length > 0)
            {
                string shown = string.Concat(stop.EnumerateRunes().Select(CharacterName.Shown));
                string advice = missing.Contains(new Rune('\\')) ? " With --escape, \\n is a newline." : "";
                Console.Error.WriteLine($"charrnn: --stop {shown} can never match: the vocabulary has no {CharacterName.Of(missing[0])}.{advice}");
            }
        }
    }

    private static string Unescape(ParseResult parsed, string text, Option option) => parsed.GetValue(Escape) ? Escapes.Read(text, option.Name) : text;
}
