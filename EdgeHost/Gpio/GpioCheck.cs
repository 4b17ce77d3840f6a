using SegEdge.EdgeHost.Configuration;
using SegEdge.Pipeline.Flags;

namespace SegEdge.EdgeHost.Gpio;

/// <summary>What can be wrong with lines before any is opened.</summary>
internal static class GpioCheck
{
    public static IEnumerable<string> Find(SegEdgeOptions options)
    {
        var gpio = options.Gpio;
        if (!gpio.Enabled) yield break;
        (string Name, string? Chip, int? Line)[] all =
        [
            (nameof(gpio.Trigger), gpio.Trigger.Chip, gpio.Trigger.Line), (nameof(gpio.EmergencyStop), gpio.EmergencyStop.Chip, gpio.EmergencyStop.Line), (nameof(gpio.Mode), gpio.Mode.Chip, gpio.Mode.Line),
            (nameof(gpio.Alarm), gpio.Alarm.Chip, gpio.Alarm.Line), (nameof(gpio.Safe), gpio.Safe.Chip, gpio.Safe.Line),
        ];
        var used = all.Where(line => line.Line is not null).ToArray();
        if (used.Length == 0) yield return "Gpio: Enabled is true and no line is set. Set a Line of Trigger, EmergencyStop, Mode, Alarm or Safe, or Enabled to false.";
        foreach (var same in used.GroupBy(line => (Chip: line.Chip ?? gpio.Chip, line.Line)).Where(group => group.Count() > 1))
            yield return $"Gpio: line {same.Key.Line} of chip '{same.Key.Chip}' is used twice, by {string.Join(" and ", same.Select(line => line.Name))}. Give each its own line.";
        foreach (var (index, name) in gpio.Cameras.Index())
            if (options.EffectiveCameras.All(camera => camera.Name != name))
                yield return $"Gpio:Cameras:{index}: is '{name}', expected the name of a camera: {string.Join(", ", options.EffectiveCameras.Select(camera => camera.Name))}.";
        if (gpio.Trigger.Line is not null && options.EffectiveFlags.All(rule => rule.Kind != FlagRuleKind.Trigger))
            yield return "Gpio:Trigger: has a line, and Flags has no rule of kind Trigger, so pressing it would do nothing. Add { \"Name\": \"trigger\", \"Kind\": \"Trigger\" }.";
    }
}
