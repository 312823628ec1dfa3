namespace CharRnn.Server;

/// <summary>The server as a program.</summary>
public static class CharRnnServer
{
    /// <summary>Builds the application.</summary>
    /// <param name="args">The command line, as settings: <c>--CharRnn:Models:docs:ModelPath=model.onnx</c>.</param>
    /// <param name="configure">Changes the application before it is built, for example its settings.</param>
    /// <returns>The application, ready to run.</returns>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        configure?.Invoke(builder);
        builder.Services.AddCharRnnServer(builder.Configuration.GetSection("CharRnn"));
        WebApplication app = builder.Build();
        app.MapCharRnnServer();
        return app;
    }
}
