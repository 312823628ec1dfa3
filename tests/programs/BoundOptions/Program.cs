// Prints CharRnn's options as they are bound from the arguments: BoundOptions --CharRnn:Scheduler:BatchSize=3 ...
using CharRnn.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Services.AddCharRnn().BindConfiguration("CharRnn");
using IHost host = builder.Build();
try
{
    CharRnnOptions options = host.Services.GetRequiredService<IOptions<CharRnnOptions>>().Value;
    Console.WriteLine($"{options.ModelPath} {options.Model.Name} {options.Model.WarmUp} {options.Scheduler.BatchSize} {options.Scheduler.QueueLength} {options.Scoring.UnknownPolicy} {options.Scoring.LookAhead}");
    return 0;
}
catch (OptionsValidationException exception)
{
    Console.WriteLine(exception.Message);
    return 1;
}
