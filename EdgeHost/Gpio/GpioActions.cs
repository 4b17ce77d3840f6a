namespace SegEdge.EdgeHost.Gpio;

/// <summary>What the lines make the device do. Called on the thread of the polls; none may wait.</summary>
/// <param name="Trigger">The trigger became active.</param>
/// <param name="Mode">The mode switch was read for the first time, or changed; true while a person drives.</param>
/// <param name="EmergencyStop">The emergency stop changed; true while it is active.</param>
/// <param name="Fault">A line does not do what it was told.</param>
internal sealed record GpioActions(Action Trigger, Action<bool> Mode, Action<bool> EmergencyStop, Action<string> Fault);
