using CharRnn.Inference;

namespace CharRnn.Server;

/// <summary>Checks a request for completions against the limits of the server and the characters of the model.</summary>
/// <param name="options">The limits.</param>
/// <param name="vocabulary">The characters.</param>
internal sealed class CompletionReader(CharRnnServerOptions options, Vocabulary vocabulary)
{
    private const int DefaultMaxTokens = 16; // as OpenAI's
    private const int MaximumLogProbs = 5; // as OpenAI's
    private const int MaximumStops = 16;
    private const int MaximumStopLength = 1024; // UTF-16 units
    private const double MaximumTemperature = 2;
    private const double MaximumPenalty = 2;
    private const double MaximumBias = 100; // its negative forbids a character

    /// <exception cref="ApiException">A field is out of range, or not supported.</exception>
    public Completion Read(CompletionRequest request)
    {
        Check.RefuseUnknown(request.Unknown);
        Check.RefuseUnknown(request.StreamOptions?.Unknown, "stream_options.");
        IReadOnlyList<string> prompts = ReadPrompts(request.Prompt);
        int choices = Check.Range("n", request.N ?? 1, 1, options.MaxChoices);
        int candidates = Check.Range("best_of", request.BestOf ?? choices, 1, options.MaxChoices);
        bool isStream = request.Stream ?? false;
        Check.That(candidates >= choices, "best_of", $"best_of is {candidates}; must be at least n, {choices}.");
        Check.That(!isStream || candidates == choices, "best_of", $"best_of is {candidates}; must be n, {choices}, in a stream, because the likeliest text is known at its end.");
        Check.That(prompts.Count * candidates <= options.MaxChoices, "n", $"{candidates} texts for each of {prompts.Count} prompts are asked for; must be at most {options.MaxChoices} in all.");
        Check.That(isStream || request.StreamOptions is null, "stream_options", $"stream_options is given without stream; must be left out, or stream must be true.");
        return new Completion(
            prompts,
            [.. prompts.Select(CountPieces)],
            new GenerationRequest { Sampling = ReadSampling(request), Generation = ReadGeneration(request, choices), UnknownPolicy = options.UnknownPolicy },
            candidates,
            request.Echo ?? false,
            isStream,
            request.StreamOptions?.IncludeUsage ?? false,
            ReadSession(request, prompts.Count, candidates));
    }

    private static string? ReadSession(CompletionRequest request, int prompts, int candidates)
    {
        if (request.Session is not { } name)
        {
            return null;
        }

        Check.That(prompts == 1, "prompt", $"prompt has {prompts} texts; must be one where a session is named.");
        Check.That(candidates == 1, "n", $"{candidates} texts are asked for; must be one where a session is named. Fork the session for others.");
        Check.That(!(request.Echo ?? false), "echo", $"echo is true; must be false where a session is named.");
        return SessionName.Check(name, "session");
    }

    private IReadOnlyList<string> ReadPrompts(IReadOnlyList<string>? given)
    {
        IReadOnlyList<string> prompts = given ?? [""];
        Check.That(prompts.Count > 0, "prompt", $"prompt is an empty array; must have a text.");
        Check.That(prompts.Count <= options.MaxChoices, "prompt", $"prompt has {prompts.Count} texts; must be at most {options.MaxChoices}.");
        foreach (string prompt in prompts)
        {
            Check.Length("prompt", prompt, options.MaxPromptLength);
        }

        return prompts;
    }

    private int CountPieces(string prompt)
    {
        try
        {
            EncodedText encoded = vocabulary.Encode(prompt, options.UnknownPolicy);
            return vocabulary.Tokenization == Tokenization.Words ? vocabulary.Split(prompt).Count : encoded.CharacterCount;
        }
        catch (InvalidTextException exception)
        {
            throw ApiException.BadRequest(exception.Message, "prompt");
        }
    }

    private SamplingOptions ReadSampling(CompletionRequest request)
    {
        SamplingOptions defaults = new();
        return new SamplingOptions
        {
            Temperature = Check.Range("temperature", request.Temperature ?? defaults.Temperature, 0, MaximumTemperature),
            TopK = Check.Range("top_k", request.TopK ?? defaults.TopK, 0, int.MaxValue),
            TopP = ReadTopP(request.TopP ?? defaults.TopP),
            MinP = Check.Range("min_p", request.MinP ?? defaults.MinP, 0, 1),
            PresencePenalty = Check.Range("presence_penalty", request.PresencePenalty ?? 0, -MaximumPenalty, MaximumPenalty),
            FrequencyPenalty = Check.Range("frequency_penalty", request.FrequencyPenalty ?? 0, -MaximumPenalty, MaximumPenalty),
            LogitBias = ReadBias(request.LogitBias ?? []),
        };
    }

    private static double ReadTopP(double topP)
    {
        Check.That(topP is > 0 and <= 1, "top_p", $"top_p is {topP}; must be above 0 and at most 1.");
        return topP;
    }

    private Dictionary<string, double> ReadBias(Dictionary<string, double> given)
    {
        const string name = "logit_bias";
        foreach ((string character, double bias) in given)
        {
            Check.That(vocabulary.FindId(character) is not null, name, $"logit_bias names {VisibleText.Line(character, 40)}; must be one {vocabulary.Piece} of the model's vocabulary.");
            Check.Range(name, bias, -MaximumBias, MaximumBias);
        }

        return given.ToDictionary(pair => pair.Key, pair => pair.Value == -MaximumBias ? double.NegativeInfinity : pair.Value);
    }

    private GenerationOptions ReadGeneration(CompletionRequest request, int choices)
    {
        int maxTokens = Check.Range("max_tokens", request.MaxTokens ?? Math.Min(DefaultMaxTokens, options.MaxTokens), 0, options.MaxTokens);
        return new GenerationOptions
        {
            MaxLength = maxTokens,
            MinLength = Check.Range("min_tokens", request.MinTokens ?? 0, 0, maxTokens),
            Stop = ReadStops(request.Stop ?? []),
            Seed = request.Seed,
            Choices = choices,
            LogProbabilities = request.Logprobs is { } logprobs ? Check.Range("logprobs", logprobs, 0, MaximumLogProbs) : null,
        };
    }

    private static IReadOnlyList<string> ReadStops(IReadOnlyList<string> stops)
    {
        Check.That(stops.Count <= MaximumStops, "stop", $"stop has {stops.Count} texts; must be at most {MaximumStops}.");
        foreach (string stop in stops)
        {
            Check.That(stop.Length is >= 1 and <= MaximumStopLength, "stop", $"stop has a text of {stop.Length} UTF-16 units; must be from 1 to {MaximumStopLength}.");
        }

        return stops;
    }
}
