using System.Diagnostics;

namespace SegEdge.EdgeHost;

/// <summary>Version of this program.</summary>
internal static class SoftwareVersion
{
    public static string Text { get; } = FileVersionInfo.GetVersionInfo(typeof(SoftwareVersion).Assembly.Location).ProductVersion?.Split('+')[0] ?? "0";
}
