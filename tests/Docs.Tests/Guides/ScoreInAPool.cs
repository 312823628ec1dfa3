// docs/guides/score-in-mlnet.md has this code.
#pragma warning disable IDE0005 // a guide shows every using that its code needs
using CharRnn.Docs.Tests.ScoreInMlNet;
#region GUIDE
using Microsoft.Extensions.ML;
using Microsoft.ML;
#endregion

namespace CharRnn.Docs.Tests.ScoreInAPool;

internal static class Program
{
    public static void Run(string[] args, Action<WebApplication> built)
    {
        #region GUIDE
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Services.Configure<MLOptions>(options => options.MLContext.RegisterCharRnn());
        builder.Services.AddPredictionEnginePool<Sentence, ScoredSentence>().FromFile("pipeline.zip");
        WebApplication app = builder.Build();
        app.MapPost("/score", (Sentence sentence, PredictionEnginePool<Sentence, ScoredSentence> pool) =>
            pool.Predict(sentence));
        #endregion
        built(app);
        #region GUIDE
        app.Run();
        #endregion
    }
}
