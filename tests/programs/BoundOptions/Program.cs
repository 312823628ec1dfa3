// Prints CharRnn's options as they are bound from the arguments, and its health before the host starts: BoundOptions --CharRnn:Scheduler:BatchSize=3 ...
using CharRnn.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders(); // the output is what is printed here
builder.Services.AddCharRnn().BindConfiguration("CharRnn");
builder.Services.AddHealthChecks().AddCharRnn();
using IHost host = builder.Build();
try
{
    CharRnnOptions options = host.Services.GetRequiredService<IOptions<CharRnnOptions>>().Value;
    Console.WriteLine($"{options.ModelPath} {options.Model.Name} {options.Model.WarmUp} {options.Scheduler.BatchSize} {options.Scheduler.QueueLength} {options.Scoring.UnknownPolicy} {options.Scoring.LookAhead}");
    HealthReport health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
    Console.WriteLine($"{health.Entries["CharRnn"].Status}: {health.Entries["CharRnn"].Description}");
    return 0;
}
catch (OptionsValidationException exception)
{
    Console.WriteLine(exception.Message);
    return 1;
}
