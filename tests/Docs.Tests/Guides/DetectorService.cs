// docs/guides/detector.md has this code.
#pragma warning disable IDE0005 // a guide shows every using that its code needs
#region GUIDE
using CharRnn;
using CharRnn.Inference;
#endregion

namespace CharRnn.Docs.Tests.DetectorService;

internal static class Program
{
    public static void Run(string[] args, Action<WebApplication> built)
    {
        #region GUIDE
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Services.AddCharRnn().BindConfiguration("CharRnn");
        builder.Services.AddHealthChecks().AddCharRnn();
        WebApplication app = builder.Build();
        double threshold = app.Configuration.GetValue<double>("Detector:BitsPerCharacter");
        app.MapHealthChecks("/health");
        app.MapPost("/check", (Comment comment, SentenceScorer scorer) =>
        {
            SentenceScore score = scorer.Score(comment.Text);
            return new Verdict(score.BitsPerCharacter > threshold, score.BitsPerCharacter);
        });
        #endregion
        built(app);
        #region GUIDE
        app.Run();
        #endregion
    }
}

#region GUIDE
internal sealed record Comment(string Text);

internal sealed record Verdict(bool IsGibberish, double? BitsPerCharacter);
#endregion
