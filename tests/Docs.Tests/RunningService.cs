namespace CharRnn.Docs.Tests;

/// <summary>A guide's web service, which runs to its end while a test talks to it.</summary>
internal static class RunningService
{
    public static async Task Use(Action<string[], Action<WebApplication>> program, Func<HttpClient, WebApplication, Task> talk)
    {
        Environment.CurrentDirectory = AppContext.BaseDirectory; // models/ is there, as in the repository
        TaskCompletionSource<WebApplication> started = new();
        Task service = Task.Run(() => program(
            ["--urls", "http://127.0.0.1:0", "--contentRoot", AppContext.BaseDirectory],
            app => app.Lifetime.ApplicationStarted.Register(() => started.SetResult(app))));
        Task first = await Task.WhenAny(started.Task, service);
        await first;
        WebApplication app = await started.Task;
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.Single()) };
        try
        {
            await talk(client, app);
        }
        finally
        {
            app.Lifetime.StopApplication();
            await service;
        }
    }
}
