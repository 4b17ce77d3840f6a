using Microsoft.Extensions.Logging;

namespace SegEdge.Pipeline;

internal sealed partial class SegmentStage
{
    private void Begin(ModelTrial trial)
    {
        (_before, _trial) = (_seat, trial);
        // Who asked the old model's rules for a frame gets the new model's.
        trial.Candidate.Policy.ShareTrigger(_seat.Serving.Policy);
        _seat = new SegmentSeat(trial.Candidate, _regions, _numbers, _feeds.Count);
        _explain.Begin(trial.Candidate);
        LogBegun(_log, _seat.Model.Manifest.Name, _seat.Model.Manifest.Version, _seat.Model.Provider.StateName);
    }

    private void Judge(TimeSpan took)
    {
        if (_trial!.Note(took) is { } reason) RollBack(reason);
        else if (_trial.HasPassed) Accept();
    }

    private void Accept()
    {
        _explain.Retire(_slot.Accept());
        _trial!.Accept();
        (_before, _trial) = (null, null);
        LogAccepted(_log, _seat.Model.Manifest.Name, _seat.Model.Manifest.Version);
    }

    private void RollBack(string reason)
    {
        LogRolledBack(_log, _seat.Model.Manifest.Name, _seat.Model.Manifest.Version, reason);
        _seat = _before!;
        _explain.GoBack(_slot.RollBack());
        _trial!.Reject(reason);
        (_before, _trial) = (null, null);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Name} {Version} on {Provider} is on trial; the old one stays loaded")]
    private static partial void LogBegun(ILogger log, string name, string version, string provider);

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Name} {Version} passed its trial; the old one is unloaded")]
    private static partial void LogAccepted(ILogger log, string name, string version);

    [LoggerMessage(Level = LogLevel.Error, Message = "Model {Name} {Version} failed its trial, the old one serves again: {Reason}")]
    private static partial void LogRolledBack(ILogger log, string name, string version, string reason);
}
