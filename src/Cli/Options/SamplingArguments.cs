using System.CommandLine;

namespace CharRnn.Cli;

/// <summary>The options that say how a command draws characters from a model.</summary>
internal sealed class SamplingArguments
{
    private readonly OptionTable<SamplingOptions> table = new(Defaults());

    public SamplingArguments()
    {
        table.Group("Sampling");
        table.Add("--temperature", "Below 1 is safer, above 1 wilder; 0 always takes the most likely token", o => o.Temperature, (o, value) => o.Temperature = value);
        table.Add("--top-k", "Sample from this many of the most likely tokens; 0 is all", o => o.TopK, (o, value) => o.TopK = value);
        table.Add("--top-p", "Sample from the fewest most likely tokens whose probabilities reach this sum; 1 is all", o => o.TopP, (o, value) => o.TopP = value);
        table.Add("--min-p", "Sample from the tokens with at least this fraction of the highest probability; 0 is all", o => o.MinP, (o, value) => o.MinP = value);
        table.Add("--presence-penalty", "Subtracted from the logit of a token that is among the last 64, -2 to 2", o => o.PresencePenalty, (o, value) => o.PresencePenalty = value);
        table.Add("--frequency-penalty", "Subtracted for each time that it is among them, -2 to 2", o => o.FrequencyPenalty, (o, value) => o.FrequencyPenalty = value);
    }

    /// <summary>Gets the seed.</summary>
    public Option<ulong?> Seed { get; } = new("--seed") { Description = "Seed of the random numbers; the same seed gives the same text [default: a new one, shown on standard error]", CustomParser = NumberValue.Parse<ulong?> };

    /// <summary>Gets the options without the seed.</summary>
    public IEnumerable<Option> Options => table.Options;

    /// <summary>Reads the options.</summary>
    public SamplingOptions Read(ParseResult parsed)
    {
        SamplingOptions options = Defaults();
        table.Apply(parsed, options);
        return options;
    }

    /// <summary>Reads the seed, or draws a new one and shows it, so that the text can be had again.</summary>
    public ulong ReadSeed(ParseResult parsed)
    {
        if (parsed.GetValue(Seed) is { } given)
        {
            return given;
        }

        ulong seed = RandomSource.FreshSeed();
        Console.Error.WriteLine($"seed {seed}");
        return seed;
    }

    private static SamplingOptions Defaults() => new() { Temperature = 0.8 };
}
