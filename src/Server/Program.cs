namespace CharRnn.Server;

/// <summary>
/// Runs the server. Its settings come from appsettings.json, environment variables and the command line, as in every ASP.NET Core
/// application: <c>dotnet run --project src/Server -- --CharRnn:Models:docs:ModelPath=models/dotnet-docs.onnx</c>.
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        try
        {
            await CharRnnServer.RunAsync(args);
            return 0;
        }
        catch (Exception exception) when (exception is CharRnnException or IOException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
