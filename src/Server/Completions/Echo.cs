using CharRnn.Inference;

namespace CharRnn.Server;

/// <summary>The prompts as the beginnings of their texts, where they are asked for.</summary>
internal static class Echo
{
    /// <summary>Returns the characters of each prompt, with log-probabilities where these are asked for; none without echo.</summary>
    public static async Task<IReadOnlyList<GeneratedCharacter>[]> ReadAsync(Completion completion, CharRnnModel model, CancellationToken cancellation)
    {
        IReadOnlyList<GeneratedCharacter>[] echoes = new IReadOnlyList<GeneratedCharacter>[completion.Prompts.Count];
        for (int i = 0; i < echoes.Length; i++)
        {
            string prompt = completion.Prompts[i];
            echoes[i] = !completion.Echo ? []
                : completion.Request.Generation.LogProbabilities is null ? [new GeneratedCharacter(prompt)]
                : await Task.Run(() => Score(completion, prompt, model, cancellation), cancellation);
        }

        return echoes;
    }

    private static IReadOnlyList<GeneratedCharacter> Score(Completion completion, string prompt, CharRnnModel model, CancellationToken cancellation)
    {
        using GenerationSession session = model.CreateSession(completion.Request.Sampling, completion.Request.Generation);
        return session.FeedCharacters(prompt, completion.Request.UnknownPolicy, cancellation);
    }
}
