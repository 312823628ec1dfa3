// docs/guides/generate.md has this code.
#pragma warning disable IDE0005 // a guide shows every using that its code needs
#region GUIDE
using System.Globalization;
using CharRnn;
using CharRnn.Inference;
#endregion

namespace CharRnn.Docs.Tests.GeneratingService;

internal static class Program
{
    public static void Run(string[] args, Action<WebApplication> built)
    {
        #region GUIDE
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Services.AddCharRnn(options =>
        {
            options.ModelPath = "models/dotnet-docs.onnx";
            options.Scheduler.BatchSize = 64;    // texts that grow at once
            options.Scheduler.QueueLength = 200; // texts that wait
        });
        builder.Services.AddHealthChecks().AddCharRnn();
        WebApplication app = builder.Build();
        app.MapHealthChecks("/health");
        app.MapGet("/continue", (string prompt, ulong? seed, GenerationScheduler scheduler, HttpContext context) =>
        {
            GenerationRequest request = new()
            {
                Prompt = prompt,
                UnknownPolicy = UnknownPolicy.Skip,
                Sampling = new SamplingOptions { Temperature = 0.5 },
                Generation = new GenerationOptions { MaxLength = 200, Stop = ["\n"], Seed = seed },
            };
            try
            {
                return TypedResults.ServerSentEvents(scheduler.StreamAsync(request, context.RequestAborted));
            }
            catch (SchedulerFullException full)
            {
                context.Response.Headers.RetryAfter = full.RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
        });
        #endregion
        built(app);
        #region GUIDE
        app.Run();
        #endregion
    }
}
