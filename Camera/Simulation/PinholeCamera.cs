using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>A pinhole above a flat field. World: x right across the rows, y forward along them, z up; metres. No roll, so every image
/// row shows ground of one distance, which is what makes the ground cheap to draw.</summary>
internal readonly struct PinholeCamera
{
    private readonly float _sinPitch, _cosPitch, _sinYaw, _cosYaw;

    /// <param name="x">Metres right of the world's origin.</param>
    /// <param name="focalPx">Focal length in pixels.</param>
    /// <param name="pitch">Radians below the horizontal.</param>
    /// <param name="yaw">Radians to the right of the rows.</param>
    public PinholeCamera(float x, float height, float focalPx, float pitch, float yaw, int widthPx, int heightPx)
    {
        (X, Height, FocalPx, WidthPx, HeightPx) = (x, height, focalPx, widthPx, heightPx);
        (_sinPitch, _cosPitch) = MathF.SinCos(pitch);
        (_sinYaw, _cosYaw) = MathF.SinCos(yaw);
    }

    public float X { get; }

    /// <summary>Metres above ground.</summary>
    public float Height { get; }

    public float FocalPx { get; }

    public int WidthPx { get; }

    public int HeightPx { get; }

    public float CentreX => WidthPx * 0.5f;

    public float CentreY => HeightPx * 0.5f;

    /// <summary>The image row of points at infinite distance; may lie outside the picture.</summary>
    public float HorizonRow => CentreY - FocalPx * _sinPitch / _cosPitch;

    /// <summary>Unit vectors of the ground plane: where the camera drives, and its right.</summary>
    public Vector2 Forward => new(_sinYaw, _cosYaw);

    public Vector2 Right => new(_cosYaw, -_sinYaw);

    /// <summary>Where the ground is on one image row below the horizon.</summary>
    /// <param name="forward">Metres ahead of the camera.</param>
    /// <param name="depth">Along the optical axis: one pixel is depth / focal metres wide.</param>
    public bool TryGround(float row, out float forward, out float depth)
    {
        var slope = (row - CentreY) / FocalPx;
        var fall = _sinPitch + _cosPitch * slope;
        depth = fall > 1e-4f ? Height / fall : 0;
        forward = depth * (_cosPitch - _sinPitch * slope);
        return fall > 1e-4f;
    }

    /// <summary>Depth along the optical axis of ground so many metres ahead.</summary>
    public float DepthOfGround(float forward) => forward * _cosPitch + Height * _sinPitch;

    /// <param name="point">World metres, but y relative to the camera: the world is too long for floats.</param>
    /// <returns>Column, row, depth in metres; nothing is clipped, behind the camera depth is negative.</returns>
    public Vector3 Project(Vector3 point)
    {
        var dx = point.X - X;
        var ahead = dx * _sinYaw + point.Y * _cosYaw;
        var aside = dx * _cosYaw - point.Y * _sinYaw;
        var drop = Height - point.Z;
        var depth = ahead * _cosPitch + drop * _sinPitch;
        var scale = FocalPx / depth;
        return new Vector3(CentreX + aside * scale, CentreY + (drop * _cosPitch - ahead * _sinPitch) * scale, depth);
    }
}
