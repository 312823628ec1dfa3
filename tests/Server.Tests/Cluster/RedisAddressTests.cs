using System.Net;
using StackExchange.Redis;

namespace CharRnn.Server.Tests;

[TestClass]
public sealed class RedisAddressTests
{
    [TestMethod]
    [DataRow("redis://127.0.0.1", "127.0.0.1", 6379, false, null, null, null)]
    [DataRow("rediss://cache.example:7000/2", "cache.example", 7000, true, null, null, 2)]
    [DataRow("redis://user:p%40ss%3A@cache/", "cache", 6379, false, "user", "p@ss:", null)]
    [DataRow("redis://:secret@[::1]:1", "::1", 1, false, null, "secret", null)]
    public void An_address_names_host_login_and_database(string address, string host, int port, bool isSecure, string? user, string? password, int? database)
    {
        ConfigurationOptions options = RedisAddress.Parse(address);
        (string, int) endPoint = options.EndPoints.Single() is DnsEndPoint named ? (named.Host, named.Port) : (((IPEndPoint)options.EndPoints[0]).Address.ToString(), ((IPEndPoint)options.EndPoints[0]).Port);
        Assert.AreEqual((host, port), endPoint);
        Assert.AreEqual((isSecure, user, password, database), (options.Ssl, options.User, options.Password, options.DefaultDatabase));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("127.0.0.1:6379")]
    [DataRow("http://127.0.0.1")]
    [DataRow("redis:///1")]
    [DataRow("redis://host/name")]
    [DataRow("redis://host/-1")]
    [DataRow("redis://host?ssl=true")]
    [DataRow("redis://host#1")]
    [DataRow("redis://one:1,two:2")]
    [DataRow("redis://host:65536")]
    [DataRow("redis://host/1/2")]
    [DataRow("redis://host/+1")]
    [DataRow("redis://secret@host")] // a user without a password, or a password that was meant to be one
    public void Another_form_is_refused(string address) => StringAssert.StartsWith(
        Assert.ThrowsExactly<InvalidOptionsException>(() => RedisAddress.Parse(address)).Message,
        "The address of Redis is not of the right form; must be redis://[user:password@]host[:port][/database], or rediss:// with TLS");

    [TestMethod]
    [DataRow("redis://localhost")]
    [DataRow("redis://127.0.0.1")]
    public void The_address_of_this_machine_is_the_one_that_Redis_is_reached_from(string address) =>
        Assert.IsTrue(IPAddress.IsLoopback(RedisAddress.LocalAddressTo(RedisAddress.Parse(address))));

    [TestMethod]
    public async Task A_Redis_that_does_not_answer_ends_the_start()
    {
        int port = Tool.FreePort();
        InvalidOptionsException exception = await Assert.ThrowsExactlyAsync<InvalidOptionsException>(
            () => RunningServer.RunAsync("Models:docs:ModelPath=models/dotnet-docs.onnx", $"Cluster:Redis=redis://:secret@127.0.0.1:{port}"));
        StringAssert.Contains(exception.Message, $"No Redis answers at 127.0.0.1:{port}, or it refuses the login or has no such database");
        Assert.DoesNotContain("secret", exception.Message);
    }
}
