// An application that forgot ONNX Runtime's native package: says what each part of CharRnn throws.
using CharRnn.Inference;
using Microsoft.ML;

string model = args[1];
try
{
    switch (args[0])
    {
        case "inference":
            CharRnnModel.Load(model);
            break;
        case "version":
            Console.WriteLine(CharRnnModel.RuntimeVersion);
            break;
        case "hosting":
            WebApplicationBuilder builder = WebApplication.CreateBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddCharRnn(options => options.ModelPath = model);
            await builder.Build().StartAsync();
            break;
        case "mlnet":
            new MLContext().Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model);
            break;
        case "pipeline":
            MLContext mlContext = new();
            mlContext.RegisterCharRnn();
            mlContext.Model.Load(model, out _);
            break;
    }

    Console.WriteLine("nothing");
}
catch (Exception exception)
{
    Console.WriteLine($"{exception.GetType().Name}: {exception.Message}");
}
