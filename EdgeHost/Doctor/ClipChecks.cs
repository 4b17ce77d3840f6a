using System.Globalization;
using SegEdge.Camera.Live;
using SegEdge.EdgeHost.Clips;
using SegEdge.EdgeHost.Configuration;

namespace SegEdge.EdgeHost.Doctor;

/// <summary>Whether clips can be kept here, and what is kept.</summary>
internal static class ClipChecks
{
    private const string Name = "clips";

    public static Finding Clips(SegEdgeOptions options)
    {
        if (!options.Clips.Enabled) return Finding.Unused(Name, "off (Clips:Enabled)");
        if (ClipCheck.Find(options).ToArray() is { Length: > 0 } problems) return Finding.Bad(Name, string.Join(" ", problems), "Correct these keys of Clips.");
        string[] without = [.. options.EffectiveCameras.Where(camera => !ChildProcessSource.SendsPackets(camera)).Select(camera => camera.Name)];
        if (without.Length == options.EffectiveCameras.Count)
            return Finding.Unwise(Name, EventClips.NoPackets, $"Set {(options.Cameras.Count == 0 ? "Camera:Source" : "the Source of one of the Cameras")} to the camera's rtsp:// address, or Clips:Enabled to false.");
        var folder = ClipFolder.Of(options);
        try
        {
            Directory.CreateDirectory(folder);
            var files = new DirectoryInfo(folder).GetFiles("*.ts*");
            var (held, free) = (files.Sum(file => file.Length), new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace);
            var found = string.Create(CultureInfo.InvariantCulture, $"{files.Length} clips, {held / 1e6:0.0} MB of {options.Clips.QuotaBytes / 1e6:0.0} MB, in {folder}; {free / 1e9:0.0} GB free{(without.Length == 0 ? "" : $"; none of {string.Join(", ", without)}: {EventClips.NoPackets}")}");
            return free + held >= options.Clips.QuotaBytes ? Finding.Good(Name, found)
                : Finding.Unwise(Name, found, "Make room or lower Clips:QuotaBytes: the disk would be full before the quota is, and older clips go early.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad(Name, $"{folder}: {e.Message}", "Give this user the folder (chown), or set Clips:Folder to one that is its own.");
        }
    }
}
