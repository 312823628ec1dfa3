namespace CharRnn.Server;

/// <summary>The grace period, which is needed before the options can be validated.</summary>
internal static class GracePeriod
{
    /// <param name="configuration">The section that has the section Server.</param>
    public static TimeSpan Of(IConfiguration configuration) =>
        configuration.GetValue($"Server:{nameof(CharRnnServerOptions.GracePeriod)}", new CharRnnServerOptions().GracePeriod);
}
