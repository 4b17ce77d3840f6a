using SegEdge.Camera;
using SegEdge.Camera.Live;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>What can be wrong with the cameras before any is opened.</summary>
internal static class CameraCheck
{
    // Of a car there are six to eight; each has buffers, a thread and, in the lane of explanations, a memory of its own.
    private const int Most = 16;

    /// <summary>Where a camera's settings stand: <c>Camera</c>, or <c>Cameras:1</c>.</summary>
    public static string PathOf(SegEdgeOptions options, int camera) => options.Cameras.Count == 0 ? nameof(options.Camera) : $"{nameof(options.Cameras)}:{camera}";

    public static IEnumerable<string> Find(SegEdgeOptions options)
    {
        if (options.Cameras.Count > Most) yield return $"Cameras: lists {options.Cameras.Count}, expected at most {Most}. Put the rest on another device.";
        for (var i = 1; i < options.Cameras.Count; i++)
            for (var other = 0; other < i; other++)
                if (SameName(options.Cameras[i], options.Cameras[other]))
                {
                    yield return $"Cameras:{i}:{nameof(CameraOptions.Name)}: is '{options.Cameras[i].Name}', as Cameras:{other}:{nameof(CameraOptions.Name)} is. Names are in topics and events: give each camera its own.";
                    break;
                }
    }

    /// <summary>One attempt to reach a camera must not look like a hang of this process.</summary>
    public static IEnumerable<string> FindImpatient(SegEdgeOptions options)
    {
        if (!options.Watchdog.Enabled) yield break;
        foreach (var (index, camera) in options.EffectiveCameras.Index())
            if (IsReal(camera) && camera.Reconnect.StallAfter + camera.Reconnect.LongestWait is var attempt && attempt >= options.Watchdog.Capture)
                yield return $"Watchdog:Capture: is {options.Watchdog.Capture:c}, expected more than StallAfter and LongestWait of {PathOf(options, index)}:{nameof(camera.Reconnect)} together, {attempt:c}: "
                    + "an attempt to reach the camera takes that long, and would be taken for a hang. Raise the one, or lower the others.";
    }

    // What only looks like one is said where it is opened.
    private static bool IsReal(CameraOptions camera)
    {
        try
        {
            return ChildProcessSource.Reads(camera);
        }
        catch (CameraException)
        {
            return false;
        }
    }

    /// <param name="given">What is set, without the defaults.</param>
    public static IEnumerable<string> FindBoth(IConfiguration given)
    {
        if (given.GetSection(nameof(SegEdgeOptions.Cameras)).GetChildren().Any() && given.GetSection(nameof(SegEdgeOptions.Camera)).GetChildren().ToArray() is { Length: > 0 } single)
            yield return $"Camera: sets {string.Join(", ", single.Select(key => key.Key))} beside the list Cameras. A device has the one or the other: move this camera into the list, or take the list away.";
    }

    // Two names that differ in case would be one folder or one topic to somebody.
    private static bool SameName(CameraOptions a, CameraOptions b) => a.Name.Equals(b.Name, StringComparison.OrdinalIgnoreCase);
}
