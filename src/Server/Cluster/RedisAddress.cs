using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace CharRnn.Server;

/// <summary>The address of a Redis: <c>redis://[user:password@]host[:port][/database]</c>, or <c>rediss://</c> with TLS.</summary>
internal static class RedisAddress
{
    private const int DefaultPort = 6379;
    private const int Timeout = 2000; // milliseconds; a request waits no longer to be refused

    /// <exception cref="InvalidOptionsException">It is not of this form.</exception>
    public static ConfigurationOptions Parse(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0 || uri.Query.Length + uri.Fragment.Length > 0
            || (uri.UserInfo.Length > 0 && !uri.UserInfo.Contains(':', StringComparison.Ordinal)) || !TryReadDatabase(uri.AbsolutePath, out int? database))
        {
            throw new InvalidOptionsException("The address of Redis is not of the right form; must be redis://[user:password@]host[:port][/database], or rediss:// with TLS");
        }

        string[] login = uri.UserInfo.Split(':', 2);
        return new ConfigurationOptions
        {
            EndPoints = { { uri.IdnHost, uri.Port < 0 ? DefaultPort : uri.Port } },
            Ssl = uri.Scheme == "rediss",
            User = login[0].Length > 0 ? Uri.UnescapeDataString(login[0]) : null,
            Password = login.Length > 1 ? Uri.UnescapeDataString(login[1]) : null,
            DefaultDatabase = database,
            AsyncTimeout = Timeout,
            SyncTimeout = Timeout,
            BacklogPolicy = BacklogPolicy.FailFast,
        };
    }

    /// <summary>Connects; a connection that breaks later is made again.</summary>
    /// <exception cref="InvalidOptionsException">Nothing answers.</exception>
    public static IConnectionMultiplexer Connect(ConfigurationOptions redis)
    {
        try
        {
            IConnectionMultiplexer connection = ConnectionMultiplexer.Connect(redis);
            connection.GetDatabase().KeyExists("charrnn"); // a database that is not there is noticed by a command of its own
            return connection;
        }
        catch (Exception exception) when (exception is RedisException or RedisCommandException or TimeoutException)
        {
            throw new InvalidOptionsException(
                $"No Redis answers at {NameOf(redis.EndPoints[0])}, or it refuses the login or has no such database; must be one that this machine reaches");
        }
    }

    /// <summary>Returns the address of this machine that an end point is reached from.</summary>
    /// <exception cref="SocketException">The end point has no address.</exception>
    public static IPAddress LocalAddressTo(ConfigurationOptions redis)
    {
        using Socket socket = new(SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(redis.EndPoints[0]); // sends nothing
        IPAddress local = ((IPEndPoint)socket.LocalEndPoint!).Address;
        return local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local;
    }

    private static string? NameOf(EndPoint endPoint) => endPoint is DnsEndPoint named ? $"{named.Host}:{named.Port}" : endPoint.ToString();

    private static bool TryReadDatabase(string path, out int? database)
    {
        bool isNumber = int.TryParse(path.Trim('/'), NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        database = isNumber ? number : null;
        return path is "" or "/" || isNumber;
    }
}
