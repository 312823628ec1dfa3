// A web service that generates and scores text. Many requests share one batched step of the model.
//   dotnet run --project samples/TextService [--model MODEL.onnx] [--urls http://localhost:5000]
//   curl -N "http://localhost:5000/generate?prompt=Returns%20"
//   curl "http://localhost:5000/score?text=Gets%20the%20number%20of%20elements."
using System.Globalization;
using CharRnn;
using CharRnn.Inference;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddCharRnn(options => options.ModelPath = builder.Configuration["model"] ?? "models/dotnet-docs.onnx");
builder.Services.AddHealthChecks().AddCharRnn();
WebApplication app = builder.Build();

// One server-sent event for each character, as it is generated. Generation ends with the request.
app.MapGet("/generate", IResult (string prompt, HttpContext http, GenerationScheduler scheduler) =>
{
    GenerationRequest request = new() { Prompt = prompt, Sampling = { Temperature = 0.6 }, Generation = { MaxLength = 200 } };
    try
    {
        return TypedResults.ServerSentEvents(scheduler.StreamAsync(request, http.RequestAborted));
    }
    catch (SchedulerFullException full)
    {
        http.Response.Headers.RetryAfter = full.RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
    catch (InvalidTextException invalid)
    {
        return TypedResults.BadRequest(invalid.Message); // a character that the model does not know
    }
});
app.MapGet("/score", (string text, SentenceScorer scorer) => scorer.Score(text).BitsPerCharacter);
app.MapHealthChecks("/health");
app.Run();
