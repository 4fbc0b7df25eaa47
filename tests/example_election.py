"""An invented election for examples, beside the built-in ones."""

EXAMPLE_PROFILE = """
id = "pilbup-contoh-2024"
nama = "Pemilihan Bupati Contoh 2024 (rekaan)"
jenis = "pilkada"
[[paslon]]
nomor = 1
nama = ["Hendra Wirasaba", "Lilis Komara"]
alias = ["Hendra", "Lilis"]
julukan = ["HELI"]
ejekan = ["si tukang janji"]
tagline = ["Contoh Melaju"]
tagar = ["#HendraLilis"]
tagar_lawan = ["#AsalBukanHendra"]
relawan = ["Sahabat Hendra"]
akun = ["@hendralilis"]
[[paslon]]
nomor = 2
nama = ["Wiryawan Satya", "Nurbaya Lestari"]
alias = ["Wiryawan", "Nurbaya"]
tagar = ["#WiryaNur"]
"""
