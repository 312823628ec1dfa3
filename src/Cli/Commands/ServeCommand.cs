using System.CommandLine;
using System.Net;
using CharRnn.Server;
using Microsoft.Extensions.Configuration;

namespace CharRnn.Cli;

/// <summary><c>charrnn serve</c>: models behind an HTTP API.</summary>
internal static class ServeCommand
{
    private const int MaximumPort = 65_535;

    private static readonly Argument<string[]> Models = new("MODEL")
    {
        Description = "Exported .onnx files; each is served by the name of its file",
        Arity = ArgumentArity.OneOrMore,
        Validators = { NameValue.Check },
    };

    private static readonly Option<string> Host = new("--host")
    {
        Description = "The address to listen on, or localhost; 0.0.0.0 is every one of IPv4, [::] every one",
        DefaultValueFactory = _ => "127.0.0.1",
        Validators = { NameValue.Check },
    };

    private static readonly Option<int> Port = new("--port") { Description = "The port to listen on; 0 is a free one", DefaultValueFactory = _ => 8080, CustomParser = NumberValue.Parse<int> };

    private static readonly Option<string?> ApiKeyFile = new("--api-key-file")
    {
        Description = "A file with one key a line; a request must bring one of them. Default: none, whoever reaches the server may use it",
        Validators = { NameValue.Check },
    };

    private static readonly Option<string?> Cluster = new("--cluster")
    {
        Description = "The Redis that replicas of this server share, redis://[user:password@]host[:port]; sessions are then on all of them. Default: none, sessions are in memory",
        Validators = { NameValue.Check },
    };

    public static Command Create()
    {
        Command command = new("serve", "Serve models over HTTP: OpenAI's completions, scores, health and metrics. Limits and the grace period are settings of appsettings.json or the environment (CharRnn__Server__MaxTokens=2000); docs/guides/serve.md lists them.") { Models, Host, Port, ApiKeyFile, Cluster };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        Dictionary<string, string?> settings = SettingsOf(parsed);
        Interruption.Patience = Timeout.InfiniteTimeSpan; // the server's own grace period counts
        await CharRnnServer.RunAsync([], builder => builder.Configuration.AddInMemoryCollection(settings), cancellation);
        return ExitCode.Done;
    }

    private static Dictionary<string, string?> SettingsOf(ParseResult parsed)
    {
        Dictionary<string, string?> settings = new(StringComparer.OrdinalIgnoreCase)
        {
            ["urls"] = UrlOf(parsed),
            ["Logging:Console:LogToStandardErrorThreshold"] = "Trace", // standard output is for results
        };
        if (parsed.GetValue(ApiKeyFile) is { } file)
        {
            settings["CharRnn:Server:ApiKeyFile"] = file;
        }

        if (parsed.GetValue(Cluster) is { } redis)
        {
            settings["CharRnn:Cluster:Redis"] = redis;
        }

        foreach (string path in parsed.GetRequiredValue(Models))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (name.Contains(':', StringComparison.Ordinal))
            {
                throw new InvalidOptionsException($"MODEL is {path}; must be a file without a colon in its name, because a setting has its name");
            }

            if (Directory.Exists(path) || Path.GetExtension(path) == ".safetensors")
            {
                throw new InvalidOptionsException($"MODEL is {path}; must be an exported file, which charrnn export {path} --output {name}.onnx writes");
            }

            if (!settings.TryAdd($"CharRnn:Models:{name}:ModelPath", Path.GetFullPath(path)))
            {
                throw new InvalidOptionsException($"Two models have the name {name}; must have different names of files");
            }
        }

        return settings;
    }

    // A name is refused, because the server would listen on every address for it: the name of a host says nothing of where to listen.
    private static string UrlOf(ParseResult parsed)
    {
        (string host, int port) = (parsed.GetValue(Host)!, parsed.GetValue(Port));
        bool isLocalhost = host == "localhost";
        IPAddress? address = null;
        if (!isLocalhost && !IPAddress.TryParse(host, out address))
        {
            throw new InvalidOptionsException($"--host is {host}; must be an IP address or localhost");
        }

        int least = isLocalhost ? 1 : 0; // localhost is two addresses, of which each would get a free port of its own
        return port >= least && port <= MaximumPort
            ? $"http://{(address is null ? $"{host}:{port}" : new IPEndPoint(address, port))}"
            : throw new InvalidOptionsException($"--port is {port}; must be from {least} to {MaximumPort}");
    }
}
