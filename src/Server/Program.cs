using CharRnn;
using CharRnn.Server;

// Settings come from appsettings.json, environment variables and the command line, as in every ASP.NET Core application:
//   dotnet run --project src/Server -- --CharRnn:Models:docs:ModelPath=models/dotnet-docs.onnx
try
{
    await CharRnnServer.RunAsync(args);
    return 0;
}
catch (Exception exception) when (exception is CharRnnException or IOException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
