using System.Globalization;

namespace SegEdge.Camera.Live;

/// <summary>Which real camera a source names: an RTSP address, a CSI sensor, or a V4L2 device.</summary>
/// <param name="Target">The URL, the sensor's number, or the device's path.</param>
internal sealed record CameraAddress(CameraAddressKind Kind, string Target)
{
    private const string Csi = "csi", V4l2 = "v4l2:", Device = "/dev/video";

    /// <returns>Null for a source that is no real camera: a file, a folder, the simulated one.</returns>
    /// <exception cref="CameraException">It begins like a real camera and is none.</exception>
    public static CameraAddress? Parse(string source)
    {
        if (source.StartsWith("rtsp://", StringComparison.OrdinalIgnoreCase) || source.StartsWith("rtsps://", StringComparison.OrdinalIgnoreCase))
            return new(CameraAddressKind.Rtsp, Url(source));
        if (source == Csi || source.StartsWith(Csi + ":", StringComparison.Ordinal)) return new(CameraAddressKind.Csi, Sensor(source));
        if (source.StartsWith(V4l2, StringComparison.Ordinal)) return new(CameraAddressKind.V4l2, source[V4l2.Length..]);
        return source.StartsWith(Device, StringComparison.Ordinal) ? new(CameraAddressKind.V4l2, source) : null;
    }

    // The login may hold what a URL must not; only what follows it is looked at.
    private static string Url(string source)
    {
        var authority = source.IndexOf("//", StringComparison.Ordinal) + 2;
        var path = source.IndexOf('/', authority);
        var host = source[authority..(path < 0 ? source.Length : path)];
        host = host[(host.LastIndexOf('@') + 1)..];
        if (host.Length > 0 && !source.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '"' or '\\')
            && Uri.TryCreate("rtsp://" + host, UriKind.Absolute, out var uri) && uri.Host.Length > 0) return source;
        throw new CameraException($"Camera:Source '{Secrets.HideIn(source)}': is no RTSP address. Expected rtsp://[USER:PASSWORD@]HOST[:PORT]/PATH, " +
            "with spaces, quotes and backslashes percent-encoded; the camera's manual or its ONVIF page has the path.");
    }

    private static string Sensor(string source)
    {
        if (source.Length <= Csi.Length) return "0";
        return int.TryParse(source.AsSpan(Csi.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sensor)
            ? sensor.ToString(CultureInfo.InvariantCulture)
            : throw new CameraException($"Camera:Source '{source}': expected 'csi' or 'csi:N' with the sensor's number, 0 for the first connector.");
    }
}

/// <summary>The ways in which a real camera is connected.</summary>
internal enum CameraAddressKind
{
    /// <summary>A network camera.</summary>
    Rtsp,

    /// <summary>A sensor on the Jetson's camera connector.</summary>
    Csi,

    /// <summary>USB and other devices of Video4Linux.</summary>
    V4l2,
}
