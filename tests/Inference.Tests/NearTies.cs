namespace CharRnn.Inference.Tests;

/// <summary>
/// Batched products round differently from single ones, so a draw at the very edge between two characters may fall on either side. A text
/// without such a draw stays the same when its temperature is nudged by more than rounding can do.
/// </summary>
internal static class NearTies
{
    private const double Nudge = 1e-5;

    /// <summary>The requests whose texts have no such draw.</summary>
    public static GenerationRequest[] Exclude(CharRnnModel model, IEnumerable<GenerationRequest> requests) =>
        [.. requests.Where(request => Alone(model, request, 1 + Nudge) == Alone(model, request, 1 - Nudge))];

    /// <summary>What a session alone generates.</summary>
    public static string Alone(CharRnnModel model, GenerationRequest request, double nudge = 1)
    {
        SamplingOptions sampling = request.Sampling;
        double temperature = sampling.Temperature;
        try
        {
            sampling.Temperature *= nudge;
            using GenerationSession session = model.CreateSession(sampling, request.Generation);
            session.Feed(request.Prompt, request.UnknownPolicy);
            return session.Generate();
        }
        finally
        {
            sampling.Temperature = temperature;
        }
    }
}
