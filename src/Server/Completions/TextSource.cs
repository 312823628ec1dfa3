using CharRnn.Inference;
using CharRnn.Orleans;

namespace CharRnn.Server;

/// <summary>Where the texts of a request come from: the scheduler of a model, or a session, wherever in the cluster it is.</summary>
/// <param name="scheduler">The scheduler.</param>
/// <param name="session">The session; null where the request names none.</param>
/// <param name="model">The name of the model.</param>
/// <param name="requestId">The name of the request of the session, if the client gave one.</param>
internal sealed class TextSource(GenerationScheduler scheduler, ISessionGrain? session, string model, string? requestId)
{
    /// <summary>Streams a text.</summary>
    public IAsyncEnumerable<GeneratedCharacter> Stream(GenerationRequest request, CancellationToken cancellation) => session is null
        ? scheduler.StreamCharactersAsync(request, cancellation)
        : session.StreamAsync(new SessionRequest(model, request, requestId), cancellation);

    /// <summary>Generates the texts of a prompt.</summary>
    /// <param name="request">What to generate.</param>
    /// <param name="candidates">How many texts; the likeliest are returned.</param>
    /// <param name="cancellation">Ends them.</param>
    public async Task<IReadOnlyList<GeneratedText>> GenerateAsync(GenerationRequest request, int candidates, CancellationToken cancellation) =>
        session is not null ? [await ReadWholeAsync(request, cancellation)]
        : candidates > request.Generation.Choices ? await scheduler.GenerateBestOfAsync(request, candidates, cancellation)
        : await scheduler.GenerateChoicesAsync(request, cancellation);

    private async Task<GeneratedText> ReadWholeAsync(GenerationRequest request, CancellationToken cancellation)
    {
        GeneratedCharacter[] characters = await Stream(request, cancellation).ToArrayAsync(cancellation);
        return new GeneratedText(characters, GrowingText.ReasonOf(characters.Length, characters.LastOrDefault(), request.Generation.MaxLength));
    }
}
