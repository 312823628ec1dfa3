using System.Diagnostics;

namespace CharRnn.Inference;

/// <summary>What is measured of one request to a scheduler, from its creation to its end.</summary>
internal sealed class RequestTelemetry
{
    private readonly KeyValuePair<string, object?> model;
    private readonly Activity? activity;
    private readonly long start = Stopwatch.GetTimestamp();
    private long characters;

    public RequestTelemetry(string modelName, int promptLength)
    {
        model = CharRnnTelemetry.TagOf(modelName);

        // A child of whatever the caller is in, which stays current there: this one ends on another thread.
        Activity? current = Activity.Current;
        activity = CharRnnTelemetry.Activities.StartActivity("charrnn.generate");
        Activity.Current = current;
        activity?.SetTag(CharRnnTelemetry.ModelTag, modelName).SetTag("charrnn.prompt.tokens", promptLength);
    }

    /// <summary>How long ago the request was made.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(start);

    /// <summary>A character was drawn.</summary>
    public void AddCharacter()
    {
        if (characters++ == 0)
        {
            SchedulerTelemetry.TimeToFirstCharacter.Record(Age.TotalSeconds, model);
            activity?.AddEvent(new ActivityEvent("first character"));
        }

        CharRnnTelemetry.Characters.Add(1, model);
    }

    /// <summary>It ended.</summary>
    public void End(string outcome, Exception? why = null)
    {
        SchedulerTelemetry.Requests.Add(1, model, CharRnnTelemetry.Outcome(outcome));
        if (activity is null)
        {
            return;
        }

        activity.SetTag("charrnn.characters", characters).SetTag(CharRnnTelemetry.OutcomeTag, outcome);
        if (why is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error, why.Message);
        }

        Activity? current = Activity.Current;
        activity.Stop();
        Activity.Current = current;
    }
}
