using System.Globalization;
using System.Net;

namespace Observe.Alerts.Tests.Outgoing;

/// <summary>Addresses that no webhook may reach, and the ways to write one.</summary>
internal static class ForbiddenAddresses
{
    /// <summary>The first, an inner and the last address of each network, taken from the registries of special addresses, not from the code.</summary>
    public static readonly string[] Literal =
    [
        "0.0.0.0", "0.1.2.3", "0.255.255.255", "10.0.0.0", "10.20.30.40", "10.255.255.255", "100.64.0.0", "100.100.100.200", "100.127.255.255",
        "127.0.0.0", "127.0.0.2", "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.170.2", "169.254.255.255",
        "172.16.0.0", "172.17.0.1", "172.31.255.255", "192.0.0.0", "192.0.0.192", "192.0.0.255", "192.0.2.0", "192.0.2.255", "192.88.99.0", "192.88.99.1",
        "192.168.0.0", "192.168.1.1", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.0", "198.51.100.255",
        "203.0.113.0", "203.0.113.255", "224.0.0.0", "224.0.0.251", "239.255.255.250", "240.0.0.0", "250.1.2.3", "255.255.255.255",
        "::", "::1", "::2", "::ffff:0:127.0.0.2", "64:ff9b::", "64:ff9b::a9fe:a9fe", "64:ff9b:1::", "64:ff9b:1:ffff::7f00:2", "100::", "100::1", "100:0:0:1::1",
        "2001::", "2001:0:7f00:2::", "2001:2::1", "2001:10::1", "2001:db8::", "2001:db8:ffff::1", "2002:7f00:2::", "2002:a9fe:a9fe::1", "3fff::1", "5f00::1",
        "fc00::", "fd00:ec2::254", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::1", "febf::1", "fec0::1", "feff::1", "ff01::1", "ff02::fb", "ff0e::1",
    ];

    /// <summary>Spellings of an IPv4 address; some are no addresses to some parsers, and others to others.</summary>
    public static IEnumerable<string> Spellings(string address)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        var (a, b, c, d) = (bytes[0], bytes[1], bytes[2], bytes[3]);
        var whole = ((uint)a << 24) | ((uint)b << 16) | ((uint)c << 8) | d;
        var (high, low) = (Hex(whole >> 16), Hex(whole & 0xffff));
        string Octal(int number) => "0" + Convert.ToString(number, 8);
        return
        [
            address, address + ".", $"{whole}", $"0x{whole:x8}", $"0X{whole:X8}", "0" + Convert.ToString(whole, 8), $"00000000{Octal(a)}.{b}.{c}.{d}",
            $"{Octal(a)}.{Octal(b)}.{Octal(c)}.{Octal(d)}", $"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}", $"0x{a:x}.{Octal(b)}.{c}.{d}",
            $"{a}.{b}.{(c << 8) | d}", $"{a}.{(b << 16) | (c << 8) | d}", $"0x{a:x}.{(b << 16) | (c << 8) | d}",
            Digits(address, '\u2460', '\u24ea'), Digits(address, '\uff11', '\uff10'), address.Replace('.', '\u3002'), address.Replace('.', '\uff0e'),
            string.Concat(address.Select(character => string.Create(CultureInfo.InvariantCulture, $"%{(int)character:x2}"))),
            $"[::ffff:{address}]", $"[::ffff:{high}:{low}]", $"[0:0:0:0:0:ffff:{high}:{low}]", $"[0000:0000:0000:0000:0000:FFFF:{address}]", $"[::{address}]", $"[::{high}:{low}]",
            $"[64:ff9b::{address}]", $"[64:ff9b:1::{address}]", $"[2002:{high}:{low}::]", $"[2002:{high}:{low}::1]", $"[2001:0:{high}:{low}::1]",
            $"[2001:0:1:2:3:4:{Hex(~whole >> 16)}:{Hex(~whole & 0xffff)}]", $"[::ffff:0:{address}]", $"[::ffff:{address}%25eth0]",
        ];
    }

    private static string Hex(uint number) => number.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>Other characters that names are normalised from: <paramref name="one"/> stands for 1 and its followers.</summary>
    private static string Digits(string address, char one, char zero) =>
        string.Concat(address.Select(character => character switch { '.' => '.', '0' => zero, _ => (char)(one + character - '1') }));
}
