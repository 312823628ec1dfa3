using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CharRnn.Server;

/// <summary>
/// Refuses requests by foreign names where the server listens on loopback only and has no key. A web page can give its own name the address
/// 127.0.0.1 ("DNS rebinding"), and reads then, as its own origin, whatever answers there. An address in the place of a name cannot be bent
/// so. The setting AllowedHosts, ASP.NET Core's own, takes the place of this rule.
/// </summary>
/// <param name="next">What answers.</param>
/// <param name="server">Knows where it listens.</param>
/// <param name="keys">Guard the server, if there are any.</param>
/// <param name="configuration">The settings.</param>
internal sealed class LoopbackNames(RequestDelegate next, IServer server, ApiKeys keys, IConfiguration configuration)
{
    private readonly Lazy<bool> isNeeded = new(() => // where the server listens is known when it does
        !keys.AreNeeded && configuration["AllowedHosts"] is null
        && server.Features.Get<IServerAddressesFeature>()?.Addresses is { Count: > 0 } addresses && addresses.All(address => IsLoopback(BindingAddress.Parse(address).Host)));

    public Task InvokeAsync(HttpContext http)
    {
        string name = http.Request.Host.Host;
        return name.Length == 0 || IsAddress(name) || IsLocalhost(name) || !isNeeded.Value
            ? next(http)
            : ErrorFilter.AnswerAsync(http.Response, ApiException.BadRequest(
                $"The header Host names {VisibleText.Line(name, 80)}; must be localhost or an address, because the server listens on loopback without a key. The setting AllowedHosts allows other names.", code: "host_not_allowed"));
    }

    private static bool IsLoopback(string host) => IsLocalhost(host) || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static bool IsLocalhost(string name) => name.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static bool IsAddress(string name) => IPAddress.TryParse(name, out _);
}
